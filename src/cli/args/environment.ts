/** Options that environment variables give: their names, their values, and how the help shows them. */
import type { Options } from 'yargs';
import { didYouMean } from '../../presentation/program.js';
import { UsageError } from '../process/cli-errors.js';
import { stderr } from '../terminal/output.js';
import type { Command } from './command.js';

type Declared = Command['options'];

/**
 * `--session-secret-file` is `OLX_ABTEST_SESSION_SECRET_FILE`.
 * @tested the tests set the variable of every option
 */
export function variableOf(option: string): string {
  return `OLX_ABTEST_${option.toUpperCase().replaceAll('-', '_')}`;
}

/**
 * The value of an option in the environment, `null` where it is unset or empty. A list is separated by line ends, or,
 * in one line, by spaces.
 */
export function fromEnvironment(
  option: string,
  { array, type }: Options,
): { readonly name: string; readonly value: string | boolean | readonly string[] } | null {
  const name = variableOf(option);
  const text = process.env[name]?.trim() ?? '';
  if (text === '') return null;
  if (type === 'boolean') return { name, value: readBoolean(name, text) };
  if (array !== true) return { name, value: text };
  const parts = text.split(text.includes('\n') ? /[\r\n]+/ : /\s+/);
  return { name, value: parts.map((part) => part.trim()).filter((part) => part !== '') };
}

/** @throws UsageError */
function readBoolean(name: string, text: string): boolean {
  if (['true', '1'].includes(text)) return true;
  if (['false', '0'].includes(text)) return false;
  throw new UsageError(`${name} "${text}" is neither true nor false`, `Write ${name}=true, or leave it out.`);
}

/**
 * The options as the parser and the help get them: each with the name of its variable, and without its default, which
 * counts only after the variable.
 */
export function withVariables(options: Declared): Declared {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const { default: usual, describe, ...shown } = option.shown;
      const description = usual === undefined ? {} : { defaultDescription: JSON.stringify(usual) };
      const said = `${describe ?? ''} [$${variableOf(name)}]`;
      return [name, { ...option, shown: { ...shown, ...description, describe: said } }];
    }),
  );
}

/** Variables that are no option. */
const OTHERS = ['OLX_ABTEST_DEBUG', 'OLX_ABTEST_LMS_ID', 'OLX_ABTEST_LMS_SECRET'];

/** Reports variables with our prefix that have no effect: a setting whose name has a typo is not in force. */
export function sayUnknownVariables(options: Declared): void {
  const known = [...Object.keys(options).map(variableOf), ...OTHERS];
  for (const name of Object.keys(process.env)) {
    if (!name.startsWith('OLX_ABTEST_') || known.includes(name)) continue;
    const hint = didYouMean(name, known) || 'Remove it.';
    stderr(`olx-abtest: The variable ${name} is unknown and has no effect\n  hint: ${hint}\n`);
  }
}
