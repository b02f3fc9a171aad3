/** The order in which a store in memory got its rows: each has a position, from 1; a row that is removed leaves a gap. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { StoreFilter, StreamPart, StreamPosition } from '../store.js';

/** Rows of one part. */
const PART_ROWS = 1000;

/** Where a row is found in its experiment. */
interface Place {
  readonly scope: string;
  readonly experiment: string;
}

export class MemoryLog<Key extends Place> {
  readonly #keys: (Key | null)[] = [];

  /** Returns the position of the row. */
  add(key: Key): number {
    return this.#keys.push(key);
  }

  remove(position: number): void {
    this.#keys[position - 1] = null;
  }

  /** @param rowOf the stored row of a key that was added and not removed */
  after<Row>(position: StreamPosition, filter: StoreFilter, rowOf: (key: Key) => Row): StreamPart<Row> {
    const from = Number(position);
    const last = this.#keys.length;
    if (from > last) {
      throw new AbtestError(
        'bad-argument',
        `The position ${position} is after the last one of the store, ${last}`,
        { hint: 'Read from 0: the position is of another store.' },
      );
    }
    const until = Math.min(from + PART_ROWS, last);
    const rows: (Row & { position: StreamPosition })[] = [];
    for (let at = from; at < until; at += 1) {
      const key = this.#keys[at]!;
      if (key === null || !matches(key, filter)) continue;
      rows.push({ ...rowOf(key), position: String(at + 1) });
    }
    return { rows, position: String(until), more: until < last };
  }

  clear(): void {
    this.#keys.length = 0;
  }
}

function matches(key: Place, { scope, experiment }: StoreFilter): boolean {
  return (scope ?? key.scope) === key.scope && (experiment ?? key.experiment) === key.experiment;
}
