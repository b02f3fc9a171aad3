/** The errors of the command line, the printing of any error (one line, a hint, no stack trace), and exit codes. */
import type { AbtestError, ErrorCode } from '../../index.js';
import { stderr } from '../terminal/output.js';

export const FINE = 0;
/** Errors in the course, too many warnings, or files that `format --check` would change. */
export const FINDINGS = 1;
/** Wrong arguments or a wrong configuration file. */
export const USAGE = 2;
/** Something could not be done: a path does not exist, a file cannot be read or written. */
export const FAILURE = 3;

const EXIT_OF: Partial<Record<ErrorCode, number>> = { 'bad-argument': USAGE, 'bad-configuration': USAGE };

function exitOf(code: ErrorCode): number {
  return EXIT_OF[code] ?? FAILURE;
}

/** Wrong arguments or a wrong configuration. */
export class UsageError extends Error {
  readonly hint: string;

  constructor(message: string, hint = '') {
    super(message);
    this.name = 'UsageError';
    this.hint = hint;
  }
}

/** An operation of the command line that failed, such as writing a file. */
export class FailureError extends Error {
  readonly hint: string;

  constructor(message: string, hint = '', cause?: unknown) {
    super(message, { cause });
    this.name = 'FailureError';
    this.hint = hint;
  }
}

/** Prints an error to stderr; returns the exit code. */
export function printError(error: unknown): number {
  if (process.env.OLX_ABTEST_DEBUG) stderr(`${error instanceof Error ? error.stack : String(error)}\n`);
  const known = error instanceof Error && 'hint' in error ? (error as UsageError | AbtestError) : undefined;
  if (known === undefined) {
    stderr(`olx-abtest: Unexpected error: ${messageOf(error)}\n`);
    stderr('  Please report it with the output of OLX_ABTEST_DEBUG=1 olx-abtest ….\n');
    return FAILURE;
  }
  stderr(`olx-abtest: ${oneLine(known.message)}\n`);
  if (known.hint !== '') stderr(`  hint: ${oneLine(known.hint)}\n`);
  if ('code' in known) return exitOf(known.code);
  return known instanceof UsageError ? USAGE : FAILURE;
}

/** The message of an error in one line that is safe for a terminal. */
export function messageOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}

/** The library has `visible` for this, but usage errors are reported without loading the library. */
function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').replace(UNSAFE, shown);
}

const UNSAFE = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202f\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

function shown(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** Bad rows of a long file: the first ones are printed with their lines, the others only counted. */
export class BadRows {
  static readonly #MOST_PRINTED = 20;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  print(line: number | null, what: string): void {
    this.#count += 1;
    if (this.#count <= BadRows.#MOST_PRINTED)
      stderr(`olx-abtest: ${line === null ? '' : `line ${line}: `}${messageOf(what)}\n`);
    else if (this.#count === BadRows.#MOST_PRINTED + 1)
      stderr('olx-abtest: further bad rows are counted but not shown\n');
  }
}
