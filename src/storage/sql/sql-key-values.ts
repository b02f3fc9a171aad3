/** ExperimentKeyValue in an SQL engine, with a row of history for each save: one writer at a time. */
import type {
  ChangeStamp,
  DataFilter,
  ExperimentKeyValue,
  HistoricalExperimentKeyValue,
  HistoryFilter,
  KeyValueFields,
  KeyValueTable,
  PageRange,
  RecordDates,
  Upserted,
} from '../data-store.js';
import { overtaken, taken } from '../refusals.js';
import { besideIn, beyond, datesOf, listed, matching, notBefore, one, raise } from './saved-rows.js';
import type { SqlEngine, Work } from './sql-engine.js';
import { joined, sql, word } from './statement.js';
import { HISTORY, KEY_VALUES } from './tables.js';

export class SqlKeyValues implements KeyValueTable {
  readonly #engine: SqlEngine;

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  create(fields: KeyValueFields & RecordDates, stamp: ChangeStamp): Promise<ExperimentKeyValue> {
    return this.#alone(this.#create.bind(this, fields, stamp));
  }

  async get(id: number, filter: DataFilter = {}): Promise<ExperimentKeyValue | null> {
    const [row] = await this.#engine.rows(
      sql`select ${KEY_VALUES.columns(this.#engine.words)} from ${KEY_VALUES.name} ${matching({ ...filter, id })}`,
    );
    return row === undefined ? null : KEY_VALUES.item(row);
  }

  list(filter: DataFilter, part: PageRange): Promise<{ rows: ExperimentKeyValue[]; count: number }> {
    return listed(this.#engine, KEY_VALUES, matching(filter, ...beyond(part)), 'id', part);
  }

  update(
    id: number,
    change: Partial<KeyValueFields>,
    stamp: ChangeStamp & { readonly version?: number },
    filter: DataFilter = {},
  ): Promise<ExperimentKeyValue | null> {
    return this.#alone(this.#update.bind(this, id, change, stamp, filter));
  }

  upsert(rows: readonly KeyValueFields[], stamp: ChangeStamp): Promise<Upserted<ExperimentKeyValue>[]> {
    const { words } = this.#engine;
    const [create, update] = [this.#create.bind(this), this.#update.bind(this)];
    return this.#alone(function* () {
      const answers: Upserted<ExperimentKeyValue>[] = [];
      for (const fields of rows) {
        const { experiment_id, key, value } = fields;
        const before = yield* one(KEY_VALUES, words, matching({ experiment_id, key }));
        const row =
          before === null
            ? yield* create(fields, stamp)
            : (yield* update(before.id, { value }, { ...stamp }, {}))!;
        answers.push({ row, created: before === null });
      }
      return answers;
    });
  }

  delete(id: number, stamp: ChangeStamp, filter: DataFilter = {}): Promise<ExperimentKeyValue | null> {
    const { words } = this.#engine;
    const record = this.#record.bind(this);
    return this.#alone(function* () {
      const [row] =
        yield sql`delete from ${KEY_VALUES.name} ${matching({ ...filter, id })} returning ${KEY_VALUES.columns(words)}`;
      if (row === undefined) return null;
      yield* record('-', KEY_VALUES.item(row), stamp);
      return KEY_VALUES.item(row);
    });
  }

  beside(
    row: { readonly id: number; readonly date: Date },
    by: 'created' | 'modified',
    direction: 'next' | 'previous',
    filter: DataFilter = {},
  ): Promise<ExperimentKeyValue | null> {
    return besideIn(this.#engine, KEY_VALUES, row, by, direction, filter);
  }

  history(
    filter: HistoryFilter,
    part: PageRange,
  ): Promise<{ rows: HistoricalExperimentKeyValue[]; count: number }> {
    return listed(this.#engine, HISTORY, matching(filter), 'history_date desc, history_id desc', part);
  }

  // ---------------------------------------------------------------------------------------------------------------

  /** Increments the `settings` counter first: its row lock serialises writers until the transaction ends. */
  #alone<T>(work: () => Work<T>): Promise<T> {
    return this.#engine.write(function* () {
      yield* raise('settings');
      return yield* work();
    });
  }

  *#create(fields: KeyValueFields & RecordDates, stamp: ChangeStamp): Work<ExperimentKeyValue> {
    const { experiment_id, key, value } = fields;
    const before = yield* one(KEY_VALUES, this.#engine.words, matching({ experiment_id, key }));
    if (before !== null) throw taken(before);
    const id = yield* raise('key_value');
    const { created, modified } = datesOf(fields, stamp.at);
    yield sql`insert into ${KEY_VALUES.name} (id, created, modified, experiment_id, name, content, version)
      values (${id}, ${created}, ${modified}, ${experiment_id}, ${key}, ${value}, 1)`;
    const row = { id, created, modified, experiment_id, key, value, version: 1 };
    yield* this.#record('+', row, stamp);
    return row;
  }

  *#update(
    id: number,
    change: Partial<KeyValueFields>,
    stamp: ChangeStamp & { readonly version?: number },
    filter: DataFilter,
  ): Work<ExperimentKeyValue | null> {
    const { words } = this.#engine;
    const before = yield* one(KEY_VALUES, words, matching({ ...filter, id }));
    if (before === null) return null;
    if (stamp.version !== undefined && before.version !== stamp.version) throw overtaken(`The row ${id}`);
    const { experiment_id, key, value } = { ...before, ...change };
    if (experiment_id !== before.experiment_id || key !== before.key) {
      const other = yield* one(KEY_VALUES, words, matching({ experiment_id, key }));
      if (other !== null) throw taken(other);
    }
    const changes = [
      sql`version = version + 1`,
      sql`modified = ${notBefore('modified', stamp.at)}`,
      sql`experiment_id = ${experiment_id}`,
      sql`name = ${key}`,
      sql`content = ${value}`,
    ];
    const [row] = yield sql`update ${KEY_VALUES.name} set ${joined(changes, ', ')} where id = ${id}
      returning ${KEY_VALUES.columns(words)}`;
    const after = KEY_VALUES.item(row!);
    yield* this.#record('~', after, stamp);
    return after;
  }

  *#record(
    type: HistoricalExperimentKeyValue['history_type'],
    row: ExperimentKeyValue,
    stamp: ChangeStamp,
  ): Work<void> {
    if (stamp.history === false) return;
    const { id, created, modified, experiment_id, key, value } = row;
    const last = this.#engine.words.milliseconds('max(history_date)');
    const [found] = yield sql`select ${word(last)} as last from ${HISTORY.name}
      where id = ${id} or (experiment_id = ${experiment_id} and name = ${key})`;
    const date = new Date(Math.max(stamp.at.getTime(), Number(found?.last ?? Number.NEGATIVE_INFINITY)));
    const historyId = yield* raise('history');
    yield sql`insert into ${HISTORY.name} (history_id, history_date, history_type, history_user,
      history_change_reason, id, created, modified, experiment_id, name, content)
      values (${historyId}, ${date}, ${type}, ${stamp.user ?? null}, ${stamp.reason ?? null},
      ${id}, ${created}, ${modified}, ${experiment_id}, ${key}, ${value})`;
  }
}
