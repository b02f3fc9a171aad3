/** Completion of values: rule ids, severities, and the words of an option. */
import type { Command } from './command.js';
import { optionNames } from './find-command.js';
import { SEVERITY_WORDS } from './severities.js';

/**
 * The values that may come last on a command line; `null` where the last word is no value of a known list.
 * @param rest the words after the command, the unfinished last one included
 */
export async function completeValue(
  command: Command,
  path: readonly string[],
  rest: readonly string[],
): Promise<readonly string[] | null> {
  const { options, positionals } = command;
  const word = rest.at(-1) ?? '';
  const [, option, typed] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
  if (option !== undefined && typed !== undefined) {
    const values = await completeValue(command, path, [option, typed]);
    return values?.map((each) => `${option}=${each}`) ?? [];
  }
  const before = rest.at(-2) ?? '';
  const known = Object.entries(options).find(([name, { shown }]) =>
    optionNames(name, shown.alias).includes(before),
  );
  if (before === '--rule' && known !== undefined) return beginningWith(word, await ruleSettings(word));
  const choices = known?.[1].shown.choices;
  if (choices !== undefined) return beginningWith(word, choices as readonly string[]);
  if (word.startsWith('-') || known !== undefined) return null;
  if (path.join(' ') === 'explain') return beginningWith(word, await ruleIds());
  const [only] = Object.values(positionals);
  return rest.length === 1 && only?.shown.choices
    ? beginningWith(word, only.shown.choices as readonly string[])
    : null;
}

async function ruleSettings(word: string): Promise<string[]> {
  const [id, severity] = word.split('=');
  if (severity !== undefined) return SEVERITY_WORDS.map((each) => `${id}=${each}`);
  return (await ruleIds()).map((each) => `${each}=`);
}

async function ruleIds(): Promise<string[]> {
  const { rules } = await import('../../content.js');
  return rules.map(({ id }) => id);
}

function beginningWith(word: string, known: readonly string[]): string[] {
  return known.filter((each) => each.startsWith(word));
}
