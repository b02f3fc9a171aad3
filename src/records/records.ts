/** Rows that are created, saved, deleted and listed by date, as Open edX's models are. */
import { requireKnownOptions } from '../diagnostics/options.js';
import type {
  DataFields,
  DataFilter,
  DataQuota,
  DataTable,
  ExperimentData,
  ExperimentKeyValue,
  KeyValueFields,
  PageRange,
  RecordDates,
  Upserted,
} from '../storage/store.js';

/** Who makes a change, and why; both are stored where there is history. */
export interface ChangedBy {
  readonly user?: string | null;
  /** Up to 100 characters. */
  readonly reason?: string | null;
  /** The most that the row's learner may have: for `create` and `update` of experiment data. Default: no limit. */
  readonly quota?: DataQuota;
}

export interface RecordsOptions {
  /** The clock for `created` and `modified`; default the machine's. */
  readonly now?: () => Date;
}

/**
 * The clock of the options.
 * @throws AbtestError `bad-argument` for an option that does not exist
 */
export function clockOf(of: string, options: RecordsOptions): () => Date {
  requireKnownOptions(of, options, { now: true });
  return options.now ?? (() => new Date());
}

/**
 * All methods reject with `AbtestError`: `conflict` for a row that exists already or was saved by another writer in
 * between, `quota-exceeded` for a learner who would have more than the given quota, `bad-argument` for values that no store accepts, `store-…` when the store fails. They resolve to `null` when
 * the row does not exist.
 */
export class ExperimentRecords<Row extends ExperimentKeyValue, Fields extends KeyValueFields> {
  protected readonly table: DataTable<Row, Fields>;
  protected readonly now: () => Date;

  constructor(table: DataTable<Row, Fields>, options: RecordsOptions = {}) {
    this.table = table;
    this.now = clockOf('ExperimentRecords', options);
  }

  /** `created` and `modified` are now, unless given. */
  create(fields: Fields & RecordDates, by: ChangedBy = {}): Promise<Row> {
    return this.table.create(fields, { ...by, at: this.now() });
  }

  get(id: number, filter: DataFilter = {}): Promise<Row | null> {
    return this.table.get(id, filter);
  }

  /** Ordered by id; by default the first hundred. */
  list(
    filter: DataFilter = {},
    part: PageRange = { offset: 0, limit: 100 },
  ): Promise<{ rows: Row[]; count: number }> {
    return this.table.list(filter, part);
  }

  /** Every row ordered by id, in bounded memory; rows that are added or deleted meanwhile may or may not be included. */
  async *all(filter: DataFilter = {}): AsyncIterable<Row> {
    let after = 0;
    for (;;) {
      const { rows } = await this.table.list(filter, { offset: 0, limit: PIECE, after });
      yield* rows;
      if (rows.length < PIECE) return;
      after = rows.at(-1)!.id;
    }
  }

  /** Saves a row that was read before; `conflict` when another writer has saved it since, `null` when it was deleted. */
  save(row: Row, by: ChangedBy = {}): Promise<Row | null> {
    const { id, version, experiment_id, key, value } = row;
    return this.table.update(id, { experiment_id, key, value }, { ...by, at: this.now(), version });
  }

  /** Changes the given fields, whatever the row's current values are; `modified` is now, even when no field is given. */
  update(
    id: number,
    change: Partial<KeyValueFields>,
    by: ChangedBy = {},
    filter: DataFilter = {},
  ): Promise<Row | null> {
    return this.table.update(id, change, { ...by, at: this.now() }, filter);
  }

  async updateOrCreate(fields: Fields, by: ChangedBy = {}): Promise<Upserted<Row>> {
    const [answer] = await this.bulkUpsert([fields], by);
    return answer!;
  }

  /** All rows or none, returned in the order given. */
  bulkUpsert(rows: readonly Fields[], by: ChangedBy = {}): Promise<Upserted<Row>[]> {
    return this.table.upsert(rows, { ...by, at: this.now() });
  }

  /** Returns the deleted row. */
  delete(id: number, by: ChangedBy = {}, filter: DataFilter = {}): Promise<Row | null> {
    return this.table.delete(id, { ...by, at: this.now() }, filter);
  }

  getNextByCreated(row: Row, filter?: DataFilter): Promise<Row | null> {
    return this.table.beside({ id: row.id, date: row.created }, 'created', 'next', filter);
  }

  getPreviousByCreated(row: Row, filter?: DataFilter): Promise<Row | null> {
    return this.table.beside({ id: row.id, date: row.created }, 'created', 'previous', filter);
  }

  getNextByModified(row: Row, filter?: DataFilter): Promise<Row | null> {
    return this.table.beside({ id: row.id, date: row.modified }, 'modified', 'next', filter);
  }

  getPreviousByModified(row: Row, filter?: DataFilter): Promise<Row | null> {
    return this.table.beside({ id: row.id, date: row.modified }, 'modified', 'previous', filter);
  }
}

const PIECE = 1000;

/** The data of learners in experiments. No history is kept. */
export class ExperimentDataRecords extends ExperimentRecords<ExperimentData, DataFields> {}
