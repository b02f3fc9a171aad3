/** ExperimentData in an SQL engine: every statement has the learner, or an id. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type {
  ChangeStamp,
  DataFields,
  DataFilter,
  DataQuota,
  DataTable,
  ExperimentData,
  KeyValueFields,
  PageRange,
  RecordDates,
  Upserted,
  WithQuota,
} from '../data-store.js';
import { bytesOf, overQuota, overtaken, taken } from '../refusals.js';
import { IdLease } from './id-lease.js';
import { besideIn, beyond, datesOf, listed, matching, notBefore, one, raise } from './saved-rows.js';
import type { SqlEngine, Work } from './sql-engine.js';
import { joined, sql } from './statement.js';
import { DATA } from './tables.js';

export class SqlExperimentData implements DataTable<ExperimentData, DataFields> {
  readonly #engine: SqlEngine;
  readonly #ids: IdLease;

  constructor(engine: SqlEngine) {
    this.#engine = engine;
    this.#ids = new IdLease((count) => engine.write(() => raise('data', count)));
  }

  async create(
    fields: DataFields & RecordDates,
    { at, quota }: ChangeStamp & WithQuota,
  ): Promise<ExperimentData> {
    const { words } = this.#engine;
    const create = this.#insert.bind(this);
    return this.#withIds(1, ([id], spare) =>
      this.#engine.write(function* () {
        if (quota !== undefined) {
          const { user, experiment_id, key } = fields;
          const other = yield* one(DATA, words, matching({ user, experiment_id, key }));
          if (other === null) yield* mayGrow(user, quota, { rows: 1, bytes: bytesOf(fields) });
        }
        const row = yield* create(id!, fields, at);
        if (row !== null) return row;
        spare.push(id!);
        throw taken(fields);
      }),
    );
  }

  async get(id: number, filter: DataFilter = {}): Promise<ExperimentData | null> {
    const rows = await this.#engine.rows(
      sql`select ${DATA.columns(this.#engine.words)} from ${DATA.name} ${matching({ ...filter, id })}`,
    );
    return rows[0] === undefined ? null : DATA.item(rows[0]);
  }

  list(filter: DataFilter, part: PageRange): Promise<{ rows: ExperimentData[]; count: number }> {
    return listed(this.#engine, DATA, matching(filter, ...beyond(part)), 'id', part);
  }

  update(
    id: number,
    change: Partial<KeyValueFields>,
    { at, version, quota }: ChangeStamp & WithQuota & { readonly version?: number },
    filter: DataFilter = {},
  ): Promise<ExperimentData | null> {
    const { words } = this.#engine;
    return this.#engine.write(function* () {
      const before = yield* one(DATA, words, matching({ ...filter, id }));
      if (before === null) return null;
      if (version !== undefined && before.version !== version) throw overtaken(`The row ${id}`);
      const { user, experiment_id, key } = { ...before, ...change };
      if (experiment_id !== before.experiment_id || key !== before.key) {
        const other = yield* one(DATA, words, matching({ user, experiment_id, key }));
        if (other !== null) throw taken(other);
      }
      const growth = bytesOf({ ...before, ...change }) - bytesOf(before);
      if (quota !== undefined && growth > 0) yield* mayGrow(before.user, quota, { rows: 0, bytes: growth });
      const changes = [
        sql`version = version + 1`,
        sql`modified = ${notBefore('modified', at)}`,
        ...(change.experiment_id === undefined ? [] : [sql`experiment_id = ${experiment_id}`]),
        ...(change.key === undefined ? [] : [sql`name = ${key}`]),
        ...(change.value === undefined ? [] : [sql`content = ${change.value}`]),
      ];
      // The learner selects the shard; the version detects a concurrent writer.
      const expected = version === undefined ? [] : [sql`version = ${version}`];
      const [row] = yield sql`update ${DATA.name} set ${joined(changes, ', ')}
        ${matching({ ...filter, id, user: before.user }, ...expected)} returning ${DATA.columns(words)}`;
      if (row === undefined && version !== undefined) throw overtaken(`The row ${id}`);
      return row === undefined ? null : DATA.item(row);
    });
  }

  async upsert(rows: readonly DataFields[], { at }: ChangeStamp): Promise<Upserted<ExperimentData>[]> {
    if (rows.length === 0) return [];
    const upsertOne = this.#upsertOne.bind(this);
    return this.#withIds(rows.length, (ids, spare) =>
      this.#engine.write(function* () {
        spare.length = 0;
        const answers: Upserted<ExperimentData>[] = [];
        for (const [index, fields] of rows.entries()) {
          const answer = yield* upsertOne(ids[index]!, fields, at);
          if (!answer.created) spare.push(ids[index]!);
          answers.push(answer);
        }
        return answers;
      }),
    );
  }

  delete(id: number, _: ChangeStamp, filter: DataFilter = {}): Promise<ExperimentData | null> {
    const { words } = this.#engine;
    return this.#engine.write(function* () {
      const [row] =
        yield sql`delete from ${DATA.name} ${matching({ ...filter, id })} returning ${DATA.columns(words)}`;
      return row === undefined ? null : DATA.item(row);
    });
  }

  beside(
    row: { readonly id: number; readonly date: Date },
    by: 'created' | 'modified',
    direction: 'next' | 'previous',
    filter: DataFilter = {},
  ): Promise<ExperimentData | null> {
    return besideIn(this.#engine, DATA, row, by, direction, filter);
  }

  forget(user: string): Promise<number> {
    return this.#engine.write(function* () {
      const gone = yield sql`delete from ${DATA.name} where learner = ${user} returning id`;
      yield sql`update abtest_key_value_history set history_user = null where history_user = ${user}`;
      return gone.length;
    });
  }

  // ---------------------------------------------------------------------------------------------------------------

  /** Runs with reserved ids; those in `spare` were not used, and are returned once that is certain. */
  async #withIds<T>(count: number, run: (ids: number[], spare: number[]) => Promise<T>): Promise<T> {
    const ids = await this.#ids.take(count);
    const spare: number[] = [];
    try {
      const answer = await run(ids, spare);
      this.#ids.giveBack(spare);
      return answer;
    } catch (error) {
      if (error instanceof AbtestError && error.code === 'conflict') this.#ids.giveBack(spare);
      throw error;
    }
  }

  *#insert(id: number, fields: DataFields & RecordDates, at: Date): Work<ExperimentData | null> {
    const { user, experiment_id, key, value } = fields;
    const { created, modified } = datesOf(fields, at);
    const [row] = yield sql`insert into ${DATA.name}
      (id, created, modified, experiment_id, name, content, version, learner)
      values (${id}, ${created}, ${modified}, ${experiment_id}, ${key}, ${value}, 1, ${user})
      on conflict do nothing returning ${DATA.columns(this.#engine.words)}`;
    return row === undefined ? null : DATA.item(row);
  }

  *#upsertOne(id: number, fields: DataFields, at: Date): Work<Upserted<ExperimentData>> {
    const { user, experiment_id, key, value } = fields;
    for (;;) {
      const [row] = yield sql`update ${DATA.name}
        set version = version + 1, modified = ${notBefore('modified', at)}, content = ${value}
        ${matching({ user, experiment_id, key })} returning ${DATA.columns(this.#engine.words)}`;
      if (row !== undefined) return { row: DATA.item(row), created: false };
      const inserted = yield* this.#insert(id, fields, at);
      // Otherwise a concurrent writer inserted the row between the two statements, and it can be updated.
      if (inserted !== null) return { row: inserted, created: true };
    }
  }
}

/** Before the write, since the transaction may be shared. @throws AbtestError `quota-exceeded` */
function* mayGrow(user: string, quota: DataQuota, growth: DataQuota): Work<void> {
  const [used] = yield sql`select count(*) as counted,
    coalesce(sum(octet_length(name) + octet_length(content)), 0) as size from ${DATA.name} where learner = ${user}`;
  const rows = Number(used!.counted) + growth.rows;
  const bytes = Number(used!.size) + growth.bytes;
  if (rows > quota.rows || bytes > quota.bytes) throw overQuota(quota, { rows, bytes });
}
