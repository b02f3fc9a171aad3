/**
 * A world with a virtual clock: timers fire in the order of their time and, at one time, in a random order that the seed
 * sets; nothing in it takes real time, and the same seed repeats the same run.
 */
import seedrandom from 'seedrandom';

/** Real immediates: all promises and ticks have settled when one runs. */
const settle = setImmediate;

interface Timer {
  readonly time: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
  ref(): Timer;
  unref(): Timer;
  hasRef(): boolean;
}

export class World {
  readonly random: () => number;
  /** Virtual milliseconds since the beginning. */
  now = 0;
  #timers: Timer[] = [];
  readonly #trace: string[] = [];

  constructor(seed: number) {
    this.random = seedrandom(`simulation ${seed}`);
  }

  /** Whether something of this probability happens. */
  chance(probability: number): boolean {
    return this.random() < probability;
  }

  between(least: number, most: number): number {
    return least + this.random() * (most - least);
  }

  oneOf<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)]!;
  }

  after(delay: number, run: () => void): Timer {
    const timer: Timer = {
      time: this.now + Math.max(0, delay),
      order: this.random(),
      run,
      cancelled: false,
      ref: () => timer,
      unref: () => timer,
      hasRef: () => true,
    };
    this.#timers.push(timer);
    return timer;
  }

  sleep(delay: number): Promise<void> {
    return new Promise((resolve) => this.after(delay, resolve));
  }

  /** Adds a line to what `trace` returns. */
  note(line: string): void {
    this.#trace.push(`${this.now.toFixed(3)} ${line}`);
  }

  get trace(): readonly string[] {
    return this.#trace;
  }

  /** Runs until the story has ended; the timers, the clock and the random numbers of the program are this world's. */
  async run(story: () => Promise<void>, longest: number): Promise<void> {
    const restore = this.#install();
    try {
      let ended = false;
      const ending = story().finally(() => {
        ended = true;
      });
      // Awaited below; it may fail before.
      ending.catch(() => {});
      for (;;) {
        await new Promise((resolve) => settle(resolve));
        if (ended) break;
        this.#fireNext(longest);
      }
      await ending;
    } finally {
      restore();
    }
  }

  #fireNext(longest: number): void {
    let next: Timer | undefined;
    const waiting: Timer[] = [];
    for (const timer of this.#timers) {
      if (timer.cancelled) continue;
      waiting.push(timer);
      if (next === undefined || timer.time < next.time) next = timer;
      else if (timer.time === next.time && timer.order < next.order) next = timer;
    }
    if (next === undefined) throw new Error('a call waits for nothing: no timer is left');
    if (next.time > longest)
      throw new Error(`calls are not answered after ${longest / 1000} virtual seconds`);
    this.#timers = waiting.filter((timer) => timer !== next);
    this.now = next.time;
    next.run();
  }

  #install(): () => void {
    const { setTimeout, clearTimeout, setImmediate, clearImmediate } = globalThis;
    const { random } = Math;
    const cancel = (timer?: unknown) => {
      if (typeof timer === 'object' && timer !== null && 'cancelled' in timer) timer.cancelled = true;
    };
    const later = (run: (...values: unknown[]) => void, delay = 0, ...values: unknown[]) =>
      this.after(delay, () => run(...values));
    const soon = (run: (...values: unknown[]) => void, ...values: unknown[]) => later(run, 0, ...values);
    const own = { setTimeout: later, clearTimeout: cancel, setImmediate: soon, clearImmediate: cancel };
    Object.assign(globalThis, own);
    Object.defineProperty(performance, 'now', { value: () => this.now, configurable: true });
    Math.random = this.random;
    return () => {
      Object.assign(globalThis, { setTimeout, clearTimeout, setImmediate, clearImmediate });
      Reflect.deleteProperty(performance, 'now');
      Math.random = random;
    };
  }
}
