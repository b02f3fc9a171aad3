/** Handles Ctrl-C while a store is written: the current batch is completed first; a second signal ends the program at once. */

/** Signals that end a program, and the exit codes that shells expect after them. */
export const SIGNAL_EXITS = { SIGINT: 130, SIGTERM: 143 } as const;

export class Interruption {
  #exit: number | null = null;
  readonly #listeners = Object.entries(SIGNAL_EXITS).map(([name, exit]) => {
    const listener = () => {
      this.#exit = exit;
      this.done();
    };
    process.on(name, listener);
    return [name, listener] as const;
  });

  /** The requested exit code, if any: 130 for Ctrl-C. */
  get exit(): number | null {
    return this.#exit;
  }

  /** From now on signals end the program as usual. */
  done(): void {
    for (const [name, listener] of this.#listeners) process.off(name, listener);
  }
}
