/** The trouble of a source of facts that does not answer at the moment. */
import { AbtestError } from '../diagnostics/abtest-error.js';

/** Nothing is said of what was asked: an answer that is half true would be worse than none. */
export class FactsUnavailable extends AbtestError {
  /** Seconds after which it makes sense to ask again, at least 1. */
  readonly retryAfter: number;

  constructor(message: string, options: { retryAfter: number; hint?: string; cause?: unknown }) {
    const { retryAfter, ...more } = options;
    super('facts-unavailable', message, more);
    this.name = 'FactsUnavailable';
    this.retryAfter = Math.max(1, Math.ceil(retryAfter));
  }
}
