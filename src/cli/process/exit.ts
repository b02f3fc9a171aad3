/** Exit codes, and which trouble leads to which. */
import type { ErrorCode } from '../../index.js';

export const FINE = 0;
/** Errors in the course, too many warnings, or files that `format --check` would change. */
export const FINDINGS = 1;
/** Wrong arguments or a wrong configuration file. */
export const USAGE = 2;
/** Something could not be done: a path that is not there, a file that cannot be read or written. */
export const FAILURE = 3;

const EXIT_OF: Partial<Record<ErrorCode, number>> = { 'bad-argument': USAGE, 'bad-configuration': USAGE };

export function exitOf(code: ErrorCode): number {
  return EXIT_OF[code] ?? FAILURE;
}
