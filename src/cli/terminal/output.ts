/** stdout for reports, tables and files, stderr for all else; both survive a reader that goes away. */
import { once } from 'node:events';

/** Writes what the command is for: reports, tables, formatted files. */
export function stdout(text: string | Uint8Array): void {
  process.stdout.write(text);
}

/** Writes about the run: progress, failures, summaries beside a report. */
export function stderr(text: string): void {
  process.stderr.write(text);
}

/** A reader that goes away (`| head`) is not a failure; a full disk is. */
export function watchOutput(onFailure: (error: Error) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') onFailure(error);
  });
  // There is nowhere left to report it.
  process.stderr.on('error', () => undefined);
}

/** Characters that are gathered before they are written. */
const ENOUGH = 2 ** 15;

/** stdout in any amount: written as fast as the reader takes it, and no further once the reader has gone away. */
export class Outlet {
  #text = '';
  readonly #gone = new AbortController();

  constructor() {
    // A reader that went away closes the stream; `watchOutput` reports other failures.
    for (const event of ['error', 'close']) process.stdout.once(event, () => this.#gone.abort());
  }

  /** Has the reader gone away? */
  get isClosed(): boolean {
    return this.#gone.signal.aborted;
  }

  async write(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length >= ENOUGH) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text === '' || this.isClosed || process.stdout.write(text)) return;
    try {
      await once(process.stdout, 'drain', { signal: this.#gone.signal });
    } catch (error) {
      if (!this.isClosed) throw error;
    }
  }
}
