/** A progress line on the terminal; cleared before anything else is written. */
import { stderr } from './output.js';

/** Milliseconds; shorter runs show no progress. */
const QUIET_FOR = 400;
const DEFAULT_WIDTH = 80;
const CLEAR = '\r\x1b[K';

/** Shows which of several courses is being read. */
export class Progress {
  readonly #started = Date.now();
  #courses = 0;
  #isShown = false;

  /** @param label the next course */
  next(label: string): void {
    this.#courses += 1;
    if (!process.stderr.isTTY || Date.now() - this.#started < QUIET_FOR) return;
    const text = `Reading course ${this.#courses}: ${label}`;
    stderr(`${CLEAR}${text.slice(0, (process.stderr.columns || DEFAULT_WIDTH) - 1)}`);
    this.#isShown = true;
  }

  clear(): void {
    if (this.#isShown) stderr(CLEAR);
    this.#isShown = false;
  }
}

/** Milliseconds. */
const EVERY = 200;

/** Shows the number of processed rows. */
export class Counter {
  readonly #what: string;
  #next = Date.now() + EVERY;
  #isShown = false;

  /** @param what such as `learners assigned` */
  constructor(what: string) {
    this.#what = what;
  }

  show(count: number): void {
    // On a terminal that also shows the rows, the line would be mixed with them.
    if (!process.stderr.isTTY || process.stdout.isTTY || Date.now() < this.#next) return;
    this.#next = Date.now() + EVERY;
    stderr(`${CLEAR}${count.toLocaleString('en')} ${this.#what}`);
    this.#isShown = true;
  }

  clear(): void {
    if (this.#isShown) stderr(CLEAR);
    this.#isShown = false;
  }
}
