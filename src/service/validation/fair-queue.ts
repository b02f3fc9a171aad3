/** A queue in which people take turns: whoever has many entries delays only their own. */

export class FairQueue<Entry> {
  /** By person; the next turn is the first one's. */
  readonly #waiting = new Map<string, Entry[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  sizeOf(person: string): number {
    return this.#waiting.get(person)?.length ?? 0;
  }

  add(person: string, entry: Entry): void {
    const own = this.#waiting.get(person);
    if (own === undefined) this.#waiting.set(person, [entry]);
    else own.push(entry);
    this.#size += 1;
  }

  /** Removes and returns the next entry. The person's further entries wait until all others had a turn. */
  next(): Entry | undefined {
    const first = this.#waiting.entries().next().value;
    if (first === undefined) return undefined;
    const [person, own] = first;
    this.#waiting.delete(person);
    const entry = own.shift();
    if (own.length > 0) this.#waiting.set(person, own);
    this.#size -= 1;
    return entry;
  }
}
