/** Ids without a sequence: a process takes numbers from a counter in growing handfuls, and gives them out itself. */

const LARGEST_LEASE = 1024;

/**
 * No id is given twice, by whichever process; those that a process holds when it ends are never given. Writers of
 * different shards meet at the counter only once for each handful.
 */
export class IdLease {
  readonly #lease: (count: number) => Promise<number>;
  readonly #free: number[] = [];
  #size = 1;
  #underWay: Promise<void> | null = null;

  /** @param lease raises the counter by `count` and answers what it has reached */
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
