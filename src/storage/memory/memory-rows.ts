/** Rows of experiment data and key-values in this process's memory. */
import type {
  ChangeStamp,
  DataFilter,
  DataTable,
  ExperimentKeyValue,
  KeyValueFields,
  PageRange,
  RecordDates,
  Upserted,
  WithQuota,
} from '../data-store.js';
import { bytesOf, overQuota, overtaken, taken } from '../refusals.js';

type Fields = KeyValueFields & { readonly user?: string };
type Saved = ExperimentKeyValue & { readonly user?: string };

/** Every method completes before its first await, so calls cannot interleave. */
export class MemoryRows<Row extends Saved, Given extends Fields> implements DataTable<Row, Given> {
  readonly #rows = new Map<number, Row>();
  readonly #byName = new Map<string, number>();
  /** Called for every row that is saved or deleted. */
  readonly #record: (type: '+' | '~' | '-', row: Row, stamp: ChangeStamp) => void;
  #lastId = 0;

  constructor(record: (type: '+' | '~' | '-', row: Row, stamp: ChangeStamp) => void) {
    this.#record = record;
  }

  async create(fields: Given & RecordDates, stamp: ChangeStamp & WithQuota): Promise<Row> {
    if (this.#byName.has(nameOf(fields))) throw taken(fields);
    this.#mayKeep(fields, fields.user, stamp);
    return this.#create(fields, stamp);
  }

  async get(id: number, filter: DataFilter = {}): Promise<Row | null> {
    const row = this.#find(id, filter);
    return row === null ? null : copy(row);
  }

  async list(
    filter: DataFilter,
    { offset, limit, after = 0 }: PageRange,
  ): Promise<{ rows: Row[]; count: number }> {
    const rows = this.#matching(filter).filter(({ id }) => id > after);
    return { rows: rows.slice(offset, offset + limit).map(copy), count: rows.length };
  }

  async update(
    id: number,
    change: Partial<KeyValueFields>,
    stamp: ChangeStamp & WithQuota & { readonly version?: number },
    filter: DataFilter = {},
  ): Promise<Row | null> {
    const before = this.#find(id, filter);
    if (before === null) return null;
    if (stamp.version !== undefined && before.version !== stamp.version) throw overtaken(`The row ${id}`);
    const other = this.#byName.get(nameOf({ ...before, ...change }));
    if (other !== undefined && other !== id) throw taken({ ...before, ...change });
    const after = { ...before, ...change };
    if (bytesOf(after) > bytesOf(before)) this.#mayKeep(after, before.user, stamp, before);
    return this.#change(before, change, stamp);
  }

  async upsert(rows: readonly Given[], stamp: ChangeStamp): Promise<Upserted<Row>[]> {
    return rows.map((fields) => {
      const before = this.#rows.get(this.#byName.get(nameOf(fields)) ?? 0);
      return before === undefined
        ? { row: this.#create(fields, stamp), created: true }
        : { row: this.#change(before, { value: fields.value }, stamp), created: false };
    });
  }

  async delete(id: number, stamp: ChangeStamp, filter: DataFilter = {}): Promise<Row | null> {
    const row = this.#find(id, filter);
    if (row === null) return null;
    this.#rows.delete(id);
    this.#byName.delete(nameOf(row));
    this.#record('-', row, stamp);
    return copy(row);
  }

  async beside(
    { id, date }: { readonly id: number; readonly date: Date },
    by: 'created' | 'modified',
    direction: 'next' | 'previous',
    filter: DataFilter = {},
  ): Promise<Row | null> {
    const sign = direction === 'next' ? 1 : -1;
    const away = (row: Saved): number => sign * (row[by].getTime() - date.getTime() || row.id - id);
    const [nearest] = this.#matching(filter)
      .filter((row) => away(row) > 0)
      .sort((a, b) => sign * (a[by].getTime() - b[by].getTime() || a.id - b.id));
    return nearest === undefined ? null : copy(nearest);
  }

  /** Deletes the rows that match the filter, without a record. */
  drop(filter: DataFilter): number {
    const rows = this.#matching(filter);
    for (const row of rows) {
      this.#rows.delete(row.id);
      this.#byName.delete(nameOf(row));
    }
    return rows.length;
  }

  #create(fields: Given & RecordDates, stamp: ChangeStamp): Row {
    this.#lastId += 1;
    const created = new Date(fields.created ?? stamp.at);
    const { experiment_id, key, value, user } = fields;
    const row = {
      id: this.#lastId,
      created,
      modified: new Date(fields.modified ?? created),
      experiment_id,
      key,
      value,
      version: 1,
      ...(user === undefined ? {} : { user }),
    } as unknown as Row;
    this.#keep(row);
    this.#record('+', row, stamp);
    return copy(row);
  }

  #change(before: Row, change: Partial<KeyValueFields>, stamp: ChangeStamp): Row {
    const modified = new Date(Math.max(before.modified.getTime(), stamp.at.getTime()));
    const after: Row = { ...before, ...change, modified, version: before.version + 1 };
    this.#byName.delete(nameOf(before));
    this.#keep(after);
    this.#record('~', after, stamp);
    return copy(after);
  }

  /** @throws AbtestError `quota-exceeded` */
  #mayKeep(row: KeyValueFields, user: string | undefined, { quota }: WithQuota, before?: Row): void {
    if (quota === undefined || user === undefined) return;
    const kept = [...this.#matching({ user }).filter((one) => one.id !== before?.id), row];
    const used = { rows: kept.length, bytes: kept.reduce((sum, one) => sum + bytesOf(one), 0) };
    if (used.rows > quota.rows || used.bytes > quota.bytes) throw overQuota(quota, used);
  }

  #keep(row: Row): void {
    this.#rows.set(row.id, row);
    this.#byName.set(nameOf(row), row.id);
  }

  #find(id: number, filter: DataFilter): Row | null {
    const row = this.#rows.get(id);
    return row !== undefined && matches(row, filter) ? row : null;
  }

  /** Ids increase, and a map keeps insertion order. */
  #matching(filter: DataFilter): Row[] {
    return [...this.#rows.values()].filter((row) => matches(row, filter));
  }
}

export function matches(row: Fields, { user, experiment_id, key }: DataFilter): boolean {
  return (
    (user ?? row.user) === row.user &&
    (experiment_id ?? row.experiment_id) === row.experiment_id &&
    (key ?? row.key) === row.key
  );
}

/** A copy, so that callers who change a date they received do not change the store. */
export function copy<Row extends { created: Date; modified: Date }>(row: Row): Row {
  return { ...row, created: new Date(row.created), modified: new Date(row.modified) };
}

/** Joined by NUL, which no stored text contains, so that keys are distinct. */
function nameOf({ user = '', experiment_id, key }: Fields): string {
  return `${user}\0${experiment_id}\0${key}`;
}
