/** Ids without a sequence: a process reserves ranges of growing size from a counter, and assigns ids from them. */

const LARGEST_LEASE = 1024;

/**
 * No id is given twice by any process; those that a process has reserved when it ends are never used. Writers on
 * different shards access the counter only once per range.
 */
export class IdLease {
  readonly #lease: (count: number) => Promise<number>;
  readonly #free: number[] = [];
  #size = 1;
  #underWay: Promise<void> | null = null;

  /** @param lease increments the counter by `count` and returns its new value */
  constructor(lease: (count: number) => Promise<number>) {
    this.#lease = lease;
  }

  async take(count: number): Promise<number[]> {
    while (this.#free.length < count) {
      this.#underWay ??= this.#fetch(count - this.#free.length).finally(() => {
        this.#underWay = null;
      });
      await this.#underWay;
    }
    return this.#free.splice(0, count);
  }

  giveBack(ids: readonly number[]): void {
    this.#free.push(...ids);
    this.#free.sort((a, b) => a - b);
  }

  async #fetch(least: number): Promise<void> {
    const count = Math.max(least, this.#size);
    const reached = await this.#lease(count);
    this.#size = Math.min(LARGEST_LEASE, this.#size * 2);
    for (let id = reached - count + 1; id <= reached; id += 1) this.#free.push(id);
  }
}
