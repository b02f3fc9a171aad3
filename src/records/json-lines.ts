/** Writes tracking events to a file, one line of JSON each. */

import { createWriteStream, type WriteStream } from 'node:fs';
import { requireKnownOptions } from '../diagnostics/options.js';
import type { BucketedEvent, FlagTracker } from '../flags/flag-request.js';

export interface JsonLinesOptions {
  readonly now?: () => Date;
  /** Called when the file cannot be written; the learner's page is not affected. Default: ignored. */
  readonly onError?: (error: Error) => void;
}

/** Appends `{"time", "user_id", "event", "properties"}` in the order of the events. */
export class JsonLinesSink implements FlagTracker {
  readonly #stream: WriteStream;
  readonly #now: () => Date;

  constructor(path: string, options: JsonLinesOptions = {}) {
    requireKnownOptions('JsonLinesSink', options, { now: true, onError: true });
    const { now = () => new Date(), onError = () => undefined } = options;
    this.#now = now;
    this.#stream = createWriteStream(path, { flags: 'a' });
    this.#stream.on('error', onError);
  }

  track(event: BucketedEvent): void {
    if (!this.#stream.writable) return;
    this.#stream.write(`${JSON.stringify({ time: this.#now().toISOString(), ...event })}\n`);
  }

  /** Resolves when all lines are written, or cannot be. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stream.closed || this.#stream.destroyed) return resolve();
      this.#stream.once('close', resolve);
      this.#stream.end();
    });
  }
}
