/** Finds the command of a command line: the words that name it, which may follow options, and the remaining words. */
import { existsSync } from 'node:fs';
import { didYouMean } from '../../presentation/program.js';
import { UsageError } from '../process/cli-errors.js';
import type { Command, CommandGroup } from './command.js';
import { asTyped, type Option } from './options.js';

/** Options of every command; none takes a value. */
export const COMMON_OPTIONS = ['--help', '--version', '--color'];
const COMMON = new Set([...COMMON_OPTIONS, '-h', '-V', '--no-color']);

export interface FoundCommand {
  readonly found: Command | CommandGroup;
  /** The words that name it: `['flag', 'set']`. */
  readonly path: readonly string[];
  /** The command line without those words. */
  readonly rest: readonly string[];
}

/** @throws UsageError for a word that is not a command */
export function findCommand(args: readonly string[], root: CommandGroup): FoundCommand {
  let found: Command | CommandGroup = root;
  let rest = args;
  const path: string[] = [];
  while ('commands' in found) {
    const at = nameAt(rest, found);
    if (at === -1) break;
    const name = rest[at]!;
    if (!Object.hasOwn(found.commands, name))
      throw unknownCommand([...path, name], Object.keys(found.commands));
    found = found.commands[name]!;
    rest = rest.toSpliced(at, 1);
    path.push(name);
  }
  return { found, path, rest };
}

/** The index of the first word that is not an option or its value; -1 without one. */
function nameAt(args: readonly string[], group: CommandGroup): number {
  let taking: ReadonlySet<string> | undefined;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at]!;
    if (arg === '--') return -1;
    if (!arg.startsWith('-')) return at;
    if (arg.includes('=') || COMMON.has(arg)) continue;
    taking ??= optionsWithValue(group);
    if (taking.has(arg)) at += 1;
  }
  return -1;
}

/** The options of all commands of a group. */
export function optionsOf(group: CommandGroup): [string, Option<unknown>][] {
  return Object.values(group.commands).flatMap((each) =>
    'commands' in each ? optionsOf(each) : Object.entries(each.options),
  );
}

function optionsWithValue(group: CommandGroup): Set<string> {
  const taking = optionsOf(group).filter(([, { shown }]) => shown.type !== 'boolean');
  return new Set(taking.flatMap(([name, { shown }]) => optionNames(name, shown.alias)));
}

/** `--number` and `-n`. */
export function optionNames(name: string, alias: string | readonly string[] | undefined): string[] {
  return [name, ...(alias === undefined ? [] : [alias].flat())].map(dashed);
}

export function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

function unknownCommand(path: readonly string[], known: readonly string[]): UsageError {
  const word = asTyped(path.at(-1)!);
  const guess = didYouMean(word, known);
  if (path.length === 1 && guess === '' && existsSync(word))
    return new UsageError('A command is missing', `Did you mean "olx-abtest validate ${word}"?`);
  return new UsageError(
    `Unknown command "${[...path.slice(0, -1), word].join(' ')}"`,
    guess || `Use one of: ${known.join(', ')}.`,
  );
}
