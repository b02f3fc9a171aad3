/** Ids for partitions and groups that the course does not use yet. */
import type { Course } from '../../olx/course/course.js';

/** Open edX keeps smaller ids for itself. */
const FIRST = 100;

export class FreeIds {
  readonly #taken = new Set<number>();
  #next = FIRST;

  /** @param written the `user_partitions` as they stand in the course, faulty ones too */
  constructor(course?: Course, written?: unknown) {
    this.#collect(written);
    for (const { block } of course?.blocks ?? []) {
      if (block.kind !== 'split_test') continue;
      if (block.partitionId !== null) this.#taken.add(block.partitionId);
      for (const id of block.childKeys?.keys() ?? []) this.#taken.add(Number(id));
    }
  }

  /** The wanted id if it is free, else the next one that is. */
  take(wanted: number | undefined): number {
    if (wanted === undefined || this.#taken.has(wanted)) return this.next();
    this.#taken.add(wanted);
    return wanted;
  }

  next(): number {
    while (this.#taken.has(this.#next)) this.#next += 1;
    this.#taken.add(this.#next);
    return this.#next;
  }

  #collect(value: unknown): void {
    if (Array.isArray(value)) for (const each of value) this.#collect(each);
    else if (typeof value === 'object' && value !== null)
      for (const [key, each] of Object.entries(value)) {
        if (key === 'id') this.#taken.add(Number(each));
        else this.#collect(each);
      }
  }
}
