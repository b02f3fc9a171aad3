/** Data in any amount: written as fast as the reader takes it, and no further once the reader has gone away. */
import { once } from 'node:events';

/** Characters that are gathered before they are written. */
const ENOUGH = 2 ** 15;

export class Outlet {
  #text = '';
  readonly #gone = new AbortController();

  constructor() {
    // A reader that went away closes the stream; `watchOutput` says what else went wrong with it.
    for (const event of ['error', 'close']) process.stdout.once(event, () => this.#gone.abort());
  }

  /** Has nobody been left to read? */
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
