/** One line on the terminal while many courses are read; gone before anything else is written. */
import { words } from './output.js';

/** Short runs show nothing. */
const QUIET_FOR = 400;
const DEFAULT_WIDTH = 80;
const CLEAR = '\r\x1b[K';

export class Progress {
  readonly #started = Date.now();
  #courses = 0;
  #isShown = false;

  /** @param label the course that is read next */
  next(label: string): void {
    this.#courses += 1;
    if (!process.stderr.isTTY || Date.now() - this.#started < QUIET_FOR) return;
    const text = `Reading course ${this.#courses}: ${label}`;
    words(`${CLEAR}${text.slice(0, (process.stderr.columns || DEFAULT_WIDTH) - 1)}`);
    this.#isShown = true;
  }

  clear(): void {
    if (this.#isShown) words(CLEAR);
    this.#isShown = false;
  }
}
