/** Facts from our own stores, and the import that fills them. */
import type { FactRow, FactStore } from '../../storage/store.js';
import type { LearnerFacts } from '../facts.js';
import { IMPORTED } from '../names.js';
import { folderRows } from '../tables/folder.js';
import { RowFacts } from './row-facts.js';

/** Rows of one transaction. */
const PIECE = 1000;

/**
 * The facts of a store, which its owner closes.
 * @example
 * const stored = storedFacts(store.data.facts); // no facts were imported
 * console.log((await stored.user('ada')).known); // → false
 */
export function storedFacts(store: FactStore): LearnerFacts {
  return new RowFacts(store);
}

export interface FactImport {
  readonly kind: string;
  /** Rows of the file. */
  readonly rows: number;
  /** Those that were stored; the others are older than what the store holds. */
  readonly stored: number;
}

/**
 * Imports a folder of facts. A row takes the place of the one with its key unless that was modified later; rows that are
 * only in the store stay. Works in durable pieces: after an error some rows are stored, and the import may be run again.
 * @param now when rows without a date of their own count as modified
 * @throws AbtestError `not-readable` for what is wrong in a file, with its line; `store-…`
 * @example
 * const counts = await importFacts(store.data.facts, 'facts/');
 * console.log(counts.find(({ kind }) => kind === 'enrolments')); // → { kind: 'enrolments', rows: 3, stored: 3 }
 */
export async function importFacts(store: FactStore, folder: string, now = new Date()): Promise<FactImport[]> {
  const counts = new Map<string, { rows: number; stored: number }>();
  let piece: FactRow[] = [];
  const flush = async () => {
    const [first] = piece;
    if (first === undefined) return;
    const stored = await store.put(piece);
    const before = counts.get(first.kind) ?? { rows: 0, stored: 0 };
    counts.set(first.kind, { rows: before.rows + piece.length, stored: before.stored + stored });
    piece = [];
  };
  // Everything is read before anything is written: a wrong line stores nothing.
  for await (const _ of folderRows(folder, now));
  for await (const row of folderRows(folder, now)) {
    if (piece.length >= PIECE || (piece.length > 0 && piece[0]!.kind !== row.kind)) await flush();
    piece.push(row);
  }
  await flush();
  return [...counts].filter(([kind]) => kind !== IMPORTED).map(([kind, count]) => ({ kind, ...count }));
}
