/** Ctrl-C while a store is written: what is under way is finished first; a second one ends the program at once. */

const SIGNAL_EXIT = 128;
const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;

export class Interruption {
  #exit: number | null = null;
  readonly #listeners = Object.entries(SIGNALS).map(([name, number]) => {
    const listener = () => {
      this.#exit = SIGNAL_EXIT + number;
      this.done();
    };
    process.on(name, listener);
    return [name, listener] as const;
  });

  /** The exit code that was asked for, if any: 130 for Ctrl-C. */
  get exit(): number | null {
    return this.#exit;
  }

  /** From now on signals end the program as usual. */
  done(): void {
    for (const [name, listener] of this.#listeners) process.off(name, listener);
  }
}
