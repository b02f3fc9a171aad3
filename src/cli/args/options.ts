/** The kinds of options and arguments of commands: their description for yargs, and how a value is read. */
import type { Options } from 'yargs';
import { didYouMean } from '../../presentation/program.js';
import { UsageError } from '../process/cli-errors.js';

/** The placeholder for `-` on a command line, since yargs drops it; no file can have this name. */
export const STDIN = '\0-';

/** One option or argument of a command. */
export interface Option<Value> {
  /** For the parser, the help and the completion. */
  readonly shown: Options;
  /** The hint when the value is missing; `undefined` when the value is optional. */
  readonly required: string | undefined;
  /**
   * Returns the value; `given` is `undefined` when there is none.
   * @param name for messages: `--port`, `<course>`
   * @throws UsageError when the value is not accepted
   */
  readonly read: (given: unknown, name: string) => Value;
}

interface More {
  /** The hint when the value is missing; without it the option is optional. */
  readonly required?: string;
  readonly default?: string | number;
  /** A description of the default, where it is not a fixed value. */
  readonly defaultDescription?: string;
  readonly alias?: string;
}

/** `undefined` is possible unless there is a default, or the value is required. */
type Read<Value, M extends More> = M extends { required: string } | { default: string | number }
  ? Value
  : Value | undefined;

function option<Value>(
  shown: Options,
  { required, ...more }: More,
  read: (given: unknown, name: string) => Value,
): Option<Value> {
  const demand = required === undefined ? {} : { demandOption: true };
  return { shown: { ...shown, ...demand, ...more }, required, read };
}

/** An option without a value: `--quiet`, `--no-quiet`. */
export function flag(
  describe: string,
  more: { readonly default?: boolean; readonly alias?: string } = {},
): Option<boolean | undefined> {
  return {
    shown: { type: 'boolean', describe, ...more },
    required: undefined,
    read: (given) => last(given) as boolean | undefined,
  };
}

/** A string, such as a name; `-` has no special meaning. */
export function text<const M extends More>(describe: string, more: M = {} as M): Option<Read<string, M>> {
  const shown: Options = { type: 'string', requiresArg: true, describe };
  return option(shown, more, (given) => asText(last(given)) as Read<string, M>);
}

/** A string that may be left out: `--note` alone is an empty string. */
export function emptyText(describe: string, more: More = {}): Option<string | undefined> {
  return option({ type: 'string', describe }, more, (given) => asText(last(given)));
}

/** Any number of strings, in order. */
export function texts(describe: string, more: More = {}): Option<readonly string[]> {
  const shown: Options = { type: 'string', array: true, requiresArg: true, describe };
  const none = more.required === undefined ? { defaultDescription: 'none' } : {};
  return option(shown, { ...none, ...more }, (given) => listOf(given).map((each) => asText(each)!));
}

/** A file or a folder; `-` is read as `STDIN`. */
export function path<const M extends More>(describe: string, more: M = {} as M): Option<Read<string, M>> {
  const shown: Options = { type: 'string', requiresArg: true, describe };
  return option(shown, more, (given) => last(given) as Read<string, M>);
}

/** Any number of paths. */
export function paths(describe: string, more: More = {}): Option<readonly string[]> {
  const shown: Options = { type: 'string', array: true, describe };
  return option(shown, more, (given) => listOf(given) as readonly string[]);
}

/** One of several words. */
export function choice<const Word extends string, const M extends More>(
  words: readonly Word[],
  describe: string,
  more: M = {} as M,
): Option<Read<Word, M>> {
  return option({ choices: words, requiresArg: true, describe }, more, (given, name) => {
    const word = asText(last(given));
    if (word !== undefined && !words.some((each) => each === word))
      throw new UsageError(
        `${name} "${word}" is unknown`,
        didYouMean(word, words) || `Use one of: ${words.join(', ')}.`,
      );
    return word as Read<Word, M>;
  });
}

interface Range {
  readonly least: number;
  readonly most?: number;
}

/** A whole number within a range. */
export function wholeNumber<const M extends More & Range>(
  describe: string,
  more: M,
): Option<Read<number, M>> {
  const { least, most, ...others } = more as More & Range;
  const range = { least, ...(most !== undefined && { most }) };
  return option({ requiresArg: true, describe }, others, (given, name) => {
    const value = last(given);
    return (value === undefined ? undefined : readWholeNumber(name, value, range)) as Read<number, M>;
  });
}

/** A TCP port; 0 lets the system choose. */
export function port(describe: string, usual: number): Option<number> {
  return wholeNumber(describe, { least: 0, most: 65_535, default: usual });
}

/** Any number of whole numbers; `undefined` when there are none. */
export function wholeNumbers(describe: string, more: More & Range): Option<readonly number[] | undefined> {
  const { least, most, ...others } = more;
  const range = { least, ...(most !== undefined && { most }) };
  const shown: Options = { type: 'string', array: true, requiresArg: true, describe };
  return option(shown, others, (given, name) =>
    given === undefined ? undefined : listOf(given).map((each) => readWholeNumber(name, each, range)),
  );
}

/** @throws UsageError unless the value is a whole number within the range */
function readWholeNumber(
  name: string,
  value: unknown,
  { least, most = Number.MAX_SAFE_INTEGER }: Range,
): number {
  const digits = String(value).trim();
  const number = Number(digits);
  if (!/^[+-]?\d+$/.test(digits) || !Number.isSafeInteger(number) || number < least)
    throw new UsageError(
      `${name} "${digits}" is not a whole number of at least ${least}`,
      `Write ${name} ${Math.max(least, 1)}, for example.`,
    );
  if (number > most) throw new UsageError(`${name} ${number} is more than ${most}`, `Write at most ${most}.`);
  return number;
}

/** For an option that occurs twice the last value counts, as is usual on command lines. */
function last(given: unknown): unknown {
  return Array.isArray(given) ? given.at(-1) : given;
}

function listOf(given: unknown): readonly unknown[] {
  return given === undefined ? [] : Array.isArray(given) ? given : [given];
}

function asText(given: unknown): string | undefined {
  return given === undefined ? undefined : asTyped(given as string);
}

/** A word as it was on the command line. */
export function asTyped(word: string): string {
  return word === STDIN ? '-' : word;
}

/** `--format` of commands that print a table. */
export const TABLE_FORMAT = choice(['table', 'json'], 'A table for people, or JSON for programs', {
  default: 'table',
});

export const BOM_OPTION = flag('Begin CSV with a byte order mark, for spreadsheets');

/** @throws UsageError with a format other than CSV */
export function checkBom(bom: boolean | undefined, format: string): void {
  if (bom && format !== 'csv')
    throw new UsageError(
      `--bom is for CSV, and the format is ${format}`,
      'Write --format csv, or leave --bom out.',
    );
}

/** What is written first. */
export function bomText(bom: boolean | undefined): string {
  return bom ? '\ufeff' : '';
}
