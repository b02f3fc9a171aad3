/** Wrong usage in words that help: what yargs found, and what was probably meant. */
import { existsSync } from 'node:fs';
import { UsageError } from '../process/cli-errors.js';
import { STDIN } from '../terminal/stdin.js';
import { didYouMean } from './nearest.js';
import { LEARNER_OPTIONS } from './option-names.js';

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  validate: ['--format', '--rule', '--max-warnings', '--quiet', '--config'],
  inspect: ['--format'],
  format: ['--check', '--write', '--config'],
  convert: [
    '--to',
    '--repair',
    '--out',
    '--in-place',
    '--dry-run',
    '--force',
    '--weights',
    '--tolerance',
    '--max-slots',
    '--states',
    '--tags',
    '--format',
  ],
  explain: ['--list'],
  preview: ['--port', '--store', '--flags'],
  ...LEARNER_OPTIONS,
  completion: [],
};
const COMMANDS = Object.keys(OPTIONS);
const COMMON = ['--help', '--version', '--color'];

/** @param said what yargs says */
export function misuse(said: string, args: readonly string[]): UsageError {
  const message = said.replaceAll(STDIN, '-');
  const command = args.find((each) => !each.startsWith('-')) ?? '';
  if (command !== '' && !COMMANDS.includes(command)) return unknownCommand(command);
  const see = `See olx-abtest ${command === '' ? '' : `${command} `}--help.`;
  const known = [...(OPTIONS[command] ?? []), ...COMMON];
  const option = args.find((each) => /^-./.test(each) && !isKnown(each, known));
  if (option !== undefined) {
    const name = option.replace(/=.*$/s, '');
    return new UsageError(`There is no option ${name}`, didYouMean(name, known) || see);
  }
  const tooMany = /^Unknown arguments?: (.*)$/s.exec(message)?.[1];
  if (tooMany !== undefined) return new UsageError(`"${tooMany}" is one argument too many`, see);
  if (message.startsWith('Not enough non-option arguments') && command === 'bucket')
    return new UsageError('The name of an experiment is missing', see);
  if (message.startsWith('Not enough non-option arguments') && args.includes('import'))
    return new UsageError('A file is missing', 'Give a file, or - for stdin.');
  if (message.startsWith('Not enough non-option arguments'))
    return new UsageError('A path is missing', 'Give a course, or "." for here.');
  const without = /^Not enough arguments following: (.*)$/s.exec(message)?.[1];
  if (without !== undefined) return new UsageError(`--${without} needs a value`, see);
  const choice = /Argument: (.*), Given: "(.*)", Choices: (.*)$/s.exec(message);
  if (choice !== null) {
    const [, option = '', given = '', choices = ''] = choice;
    const words = choices.replaceAll('"', '').split(', ');
    const hint = didYouMean(given, words) || `Write one of ${words.join(', ')}.`;
    return new UsageError(`--${option} "${given}" is not known`, hint);
  }
  return new UsageError(message, see);
}

function unknownCommand(word: string): UsageError {
  const guess = didYouMean(word, COMMANDS);
  if (guess === '' && existsSync(word))
    return new UsageError('A command is missing', `Did you mean "olx-abtest validate ${word}"?`);
  return new UsageError(`There is no command "${word}"`, guess || `There are ${COMMANDS.join(', ')}.`);
}

function isKnown(option: string, known: readonly string[]): boolean {
  // `-n3` is `-n 3`, and `-1` is a number.
  const short = /^-[a-z]/i.exec(option)?.[0];
  const name = short ?? option.replace(/=.*$/s, '').replace(/^--no-/, '--');
  return name === '-h' || name === '-V' || known.includes(name) || /^-\d/.test(option);
}
