/** One line on the terminal that counts while many rows go by; gone before anything else is written. */
import { words } from './output.js';

const EVERY = 200;
const CLEAR = '\r\x1b[K';

export class Counter {
  readonly #what: string;
  #next = Date.now() + EVERY;
  #isShown = false;

  /** @param what `learners assigned`, for example */
  constructor(what: string) {
    this.#what = what;
  }

  show(count: number): void {
    // On a terminal that also shows the rows, the line would stand among them.
    if (!process.stderr.isTTY || process.stdout.isTTY || Date.now() < this.#next) return;
    this.#next = Date.now() + EVERY;
    words(`${CLEAR}${count.toLocaleString('en')} ${this.#what}`);
    this.#isShown = true;
  }

  clear(): void {
    if (this.#isShown) words(CLEAR);
    this.#isShown = false;
  }
}
