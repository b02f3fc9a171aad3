/** Rows of experiment data and key-values as the SQL engines hold them: how they are read and found. */
import type {
  DataFilter,
  ExperimentData,
  ExperimentKeyValue,
  HistoricalExperimentKeyValue,
  Part,
} from '../data-store.js';
import type { SqlWords } from './rows.js';
import type { SqlEngine, SqlRow, Work } from './sql-engine.js';
import { joined, type Sql, sql, word } from './statement.js';

/** A table whose rows are saved: its name, what is read of a row, and what that means. */
export interface SavedTable<Row> {
  readonly name: Sql;
  columns(words: SqlWords): Sql;
  item(row: SqlRow): Row;
}

const SAVED = (words: SqlWords) =>
  `id, ${words.milliseconds('created')} as created, ${words.milliseconds('modified')} as modified,
   experiment_id, name, content`;

export const KEY_VALUES: SavedTable<ExperimentKeyValue> = {
  name: word('abtest_key_value'),
  columns: (words) => word(`${SAVED(words)}, version`),
  item: (row) => ({ ...saved(row), version: Number(row.version) }),
};

export const DATA: SavedTable<ExperimentData> = {
  name: word('abtest_data'),
  columns: (words) => word(`${SAVED(words)}, version, learner`),
  item: (row) => ({ ...saved(row), version: Number(row.version), user: String(row.learner) }),
};

export const HISTORY: SavedTable<HistoricalExperimentKeyValue> = {
  name: word('abtest_key_value_history'),
  columns: (words) =>
    word(`${SAVED(words)}, history_id, ${words.milliseconds('history_date')} as history_date,
      history_type, history_user, history_change_reason`),
  item: (row) => ({
    history_id: Number(row.history_id),
    history_date: new Date(Number(row.history_date)),
    history_type: row.history_type as HistoricalExperimentKeyValue['history_type'],
    history_user: row.history_user as string | null,
    history_change_reason: row.history_change_reason as string | null,
    ...saved(row),
  }),
};

function saved(row: SqlRow) {
  return {
    id: Number(row.id),
    created: new Date(Number(row.created)),
    modified: new Date(Number(row.modified)),
    experiment_id: Number(row.experiment_id),
    key: String(row.name),
    value: String(row.content),
  };
}

/** `where …` of all that is given; nothing where nothing is. */
export function where(
  filter: DataFilter & { readonly id?: number | undefined },
  ...more: readonly Sql[]
): Sql {
  const { id, user, experiment_id, key } = filter;
  const conditions = [
    ...(user === undefined ? [] : [sql`learner = ${user}`]),
    ...(experiment_id === undefined ? [] : [sql`experiment_id = ${experiment_id}`]),
    ...(key === undefined ? [] : [sql`name = ${key}`]),
    ...(id === undefined ? [] : [sql`id = ${id}`]),
    ...more,
  ];
  return conditions.length === 0 ? word('') : sql`where ${joined(conditions, ' and ')}`;
}

/** The row of the table that all conditions lead to, or `null`. */
export function* one<Row>(table: SavedTable<Row>, words: SqlWords, condition: Sql): Work<Row | null> {
  const [row] = yield sql`select ${table.columns(words)} from ${table.name} ${condition}`;
  return row === undefined ? null : table.item(row);
}

export function beyond({ after }: Part): Sql[] {
  return after === undefined ? [] : [sql`id > ${after}`];
}

/** A part of the rows in an order, and how many there are. */
export function listed<Row>(
  engine: SqlEngine,
  table: SavedTable<Row>,
  condition: Sql,
  order: string,
  { offset, limit }: Part,
): Promise<{ rows: Row[]; count: number }> {
  return engine.read(function* () {
    const [counted] = yield sql`select count(*) as count from ${table.name} ${condition}`;
    const rows = yield sql`select ${table.columns(engine.words)} from ${table.name} ${condition}
      order by ${word(order)} limit ${limit} offset ${offset}`;
    return { rows: rows.map(table.item), count: Number(counted!.count) };
  });
}

/** The nearest row by (date, id). */
export async function besideIn<Row>(
  engine: SqlEngine,
  table: SavedTable<Row>,
  { id, date }: { readonly id: number; readonly date: Date },
  by: 'created' | 'modified',
  direction: 'next' | 'previous',
  filter: DataFilter,
): Promise<Row | null> {
  const [sign, order] = direction === 'next' ? ['>', 'asc'] : ['<', 'desc'];
  const condition = where(filter, sql`(${word(by)}, id) ${word(sign)} (${date}, ${id})`);
  const [row] = await engine.rows(
    sql`select ${table.columns(engine.words)} from ${table.name} ${condition}
      order by ${word(`${by} ${order}, id ${order}`)} limit 1`,
  );
  return row === undefined ? null : table.item(row);
}

/** Raises a counter; what it has reached. */
export function* raise(counter: string, by = 1): Work<number> {
  const [row] =
    yield sql`update abtest_counter set reached = reached + ${by} where name = ${counter} returning reached`;
  return Number(row!.reached);
}

/** `created` and `modified` of a new row: the same, unless the writer says otherwise. */
export function datesOf(
  fields: { created?: Date; modified?: Date },
  at: Date,
): { created: Date; modified: Date } {
  const created = fields.created ?? at;
  return { created, modified: fields.modified ?? created };
}

/** The later of a row's moment and the writer's: a clock that has gone back takes no row along. */
export function notBefore(column: string, at: Date): Sql {
  return sql`case when ${word(column)} > ${at} then ${word(column)} else ${at} end`;
}
