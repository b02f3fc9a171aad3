/** Facts from a folder of CSV and JSON files, read once and kept in memory: for tests and small sites. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { FactFilter, FactRow, FactStore } from '../../storage/store.js';
import type { LearnerFacts } from '../facts.js';
import { folderRows } from '../tables/folder.js';
import { RowFacts } from './row-facts.js';

/** Rows of a folder, which are all in memory; more belong into a store. */
const MOST_ROWS = 1_000_000;

/**
 * Of two rows with one key the one that was modified last counts, else the later one.
 * @throws AbtestError `not-readable` for what is wrong in a file, with its line
 * @example const facts = await openFileFacts('facts/');
 */
export async function openFileFacts(folder: string, now = new Date()): Promise<LearnerFacts> {
  const kept = new KeptRows();
  let count = 0;
  for await (const row of folderRows(folder, now)) {
    kept.add(row);
    count += 1;
    if (count > MOST_ROWS) {
      throw new AbtestError('not-readable', `The folder "${folder}" holds more than ${MOST_ROWS} rows`, {
        hint: 'Import it into a store: olx-abtest facts import.',
      });
    }
  }
  return new RowFacts(kept);
}

class KeptRows implements Pick<FactStore, 'rows'> {
  /** By kind and learner, then by course and item, in the order in which they came. */
  readonly #byLearner = new Map<string, Map<string, FactRow>>();
  readonly #byAlias = new Map<string, FactRow>();

  add(row: FactRow): void {
    const name = `${row.kind}\0${row.learner}`;
    const rows = this.#byLearner.get(name) ?? new Map<string, FactRow>();
    this.#byLearner.set(name, rows);
    const key = `${row.course}\0${row.item}`;
    const before = rows.get(key);
    if (before !== undefined && before.modified > row.modified) return;
    if (before?.alias) this.#byAlias.delete(`${row.kind}\0${before.alias}`);
    rows.set(key, row);
    if (row.alias !== null) this.#byAlias.set(`${row.kind}\0${row.alias}`, row);
  }

  async rows(filter: FactFilter): Promise<FactRow[]> {
    const found =
      'alias' in filter
        ? [this.#byAlias.get(`${filter.kind}\0${filter.alias}`)]
        : [...(this.#byLearner.get(`${filter.kind}\0${filter.learner}`)?.values() ?? [])];
    const course = 'course' in filter ? filter.course : undefined;
    return found.filter(
      (row): row is FactRow =>
        row !== undefined && row.document !== null && (course ?? row.course) === row.course,
    );
  }
}
