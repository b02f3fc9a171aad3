/** Trouble of the command line itself, and how every kind of trouble is told: one line, a hint, no stack trace. */
import type { AbtestError } from '../../index.js';
import { words } from '../terminal/output.js';
import { exitOf, FAILURE, USAGE } from './exit.js';

/** Wrong arguments or a wrong configuration: told before the rest of the program is even loaded. */
export class UsageError extends Error {
  readonly hint: string;

  constructor(message: string, hint = '') {
    super(message);
    this.name = 'UsageError';
    this.hint = hint;
  }
}

/** Something that the command line could not do, such as to write a file. */
export class FailureError extends Error {
  readonly hint: string;

  constructor(message: string, hint = '', cause?: unknown) {
    super(message, { cause });
    this.name = 'FailureError';
    this.hint = hint;
  }
}

/** Says on stderr what went wrong. The answer is the exit code. */
export function tell(error: unknown): number {
  if (process.env.OLX_ABTEST_DEBUG) words(`${error instanceof Error ? error.stack : String(error)}\n`);
  const known = error instanceof Error && 'hint' in error ? (error as UsageError | AbtestError) : undefined;
  if (known === undefined) {
    words(`olx-abtest: Something unexpected happened: ${messageOf(error)}\n`);
    words('  Please report it, with what OLX_ABTEST_DEBUG=1 olx-abtest … prints.\n');
    return FAILURE;
  }
  words(`olx-abtest: ${oneLine(known.message)}\n`);
  if (known.hint !== '') words(`  hint: ${oneLine(known.hint)}\n`);
  if ('code' in known) return exitOf(known.code);
  return known instanceof UsageError ? USAGE : FAILURE;
}

/** What an error says, in one line that is safe for a terminal. */
export function messageOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}

/** The door's `visible` would do it better, but wrong arguments should be answered without loading the door. */
function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').replace(UNSAFE, shown);
}

const UNSAFE = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202f\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

function shown(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
