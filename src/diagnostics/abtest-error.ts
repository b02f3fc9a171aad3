/** Operational errors (files, stores, arguments): thrown, with a code for callers and a hint for people. */

export type ErrorCode =
  | 'not-found'
  | 'not-readable'
  | 'not-course'
  | 'not-writable'
  | 'archive-refused'
  | 'course-refused'
  | 'encoding-not-writable'
  | 'bad-argument'
  | 'conflict'
  | 'quota-exceeded'
  | 'bad-configuration'
  | 'edit-impossible'
  | 'learner-missing'
  | 'facts-unavailable'
  | 'store-unavailable'
  | 'store-corrupt'
  | 'store-full'
  | 'store-locked'
  | 'store-readonly'
  | 'store-newer'
  | 'driver-missing';

/** What goes wrong in operation: a file, a store, an argument. What is wrong with an author's text is a `Diagnostic`. */
export class AbtestError extends Error {
  readonly code: ErrorCode;
  /** What to do about it; empty when the message is enough. */
  readonly hint: string;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AbtestError';
    this.code = code;
    this.hint = options.hint ?? '';
  }
}
