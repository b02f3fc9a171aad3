/** Key-values of an experiment, shared by all its learners, with their history. */
import type {
  ExperimentKeyValue,
  HistoricalExperimentKeyValue,
  HistoryFilter,
  KeyValueFields,
  KeyValueTable,
  PageRange,
} from '../storage/store.js';
import { instancesAsOf } from './history.js';
import { type ChangedBy, ExperimentRecords, type RecordsOptions } from './records.js';

const PIECE = 10_000;

/**
 * The values that all learners of an experiment share, with the history of each.
 * @example
 * const keyValues = new ExperimentKeyValueRecords(store.data.keyValues);
 * const { row } = await keyValues.updateOrCreate({ experiment_id: 7, key: 'limit', value: '10' }, { user: 'root' });
 * console.log(row.value); // → 10
 */
export class ExperimentKeyValueRecords extends ExperimentRecords<ExperimentKeyValue, KeyValueFields> {
  readonly #keyValues: KeyValueTable;

  constructor(table: KeyValueTable, options?: RecordsOptions) {
    super(table, options);
    this.#keyValues = table;
  }

  /** Saves as `save` does, without a row of history for this save. */
  saveWithoutHistoricalRecord(
    row: ExperimentKeyValue,
    by: ChangedBy = {},
  ): Promise<ExperimentKeyValue | null> {
    const { id, version, experiment_id, key, value } = row;
    const stamp = { ...by, at: this.now(), version, history: false };
    return this.table.update(id, { experiment_id, key, value }, stamp);
  }

  /** Newest first; by default the newest hundred. */
  async history(
    filter: HistoryFilter = {},
    part: PageRange = { offset: 0, limit: 100 },
  ): Promise<HistoricalExperimentKeyValue[]> {
    return (await this.#keyValues.history(filter, part)).rows;
  }

  /** The rows as they were at a moment, ordered by id; saves without history are not included. */
  async asOf(moment: Date, filter: HistoryFilter = {}): Promise<HistoricalExperimentKeyValue[]> {
    // A row may have had another experiment or key then, so only the id can be used in the query.
    const { id } = filter;
    const rows: HistoricalExperimentKeyValue[] = [];
    for (;;) {
      const part = await this.#keyValues.history(id === undefined ? {} : { id }, {
        offset: rows.length,
        limit: PIECE,
      });
      rows.push(...part.rows);
      if (part.rows.length < PIECE) break;
    }
    return instancesAsOf(rows, moment).filter(
      (row) =>
        (filter.experiment_id ?? row.experiment_id) === row.experiment_id &&
        (filter.key ?? row.key) === row.key,
    );
  }
}
