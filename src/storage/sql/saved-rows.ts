/** Rows of experiment data and key-values in the SQL engines: finding, listing and dating them. */
import type { DataFilter, PageRange } from '../data-store.js';
import type { SqlEngine, Work } from './sql-engine.js';
import { type Sql, type SqlWords, sql, where, word } from './statement.js';
import type { Table } from './tables.js';

/** `where …` of the given conditions; an empty text without any. */
export function matching(
  filter: DataFilter & { readonly id?: number | undefined },
  ...more: readonly Sql[]
): Sql {
  const { id, user, experiment_id, key } = filter;
  return where([
    ...(user === undefined ? [] : [sql`learner = ${user}`]),
    ...(experiment_id === undefined ? [] : [sql`experiment_id = ${experiment_id}`]),
    ...(key === undefined ? [] : [sql`name = ${key}`]),
    ...(id === undefined ? [] : [sql`id = ${id}`]),
    ...more,
  ]);
}

/** The row of the table that meets the condition, or `null`. */
export function* one<Row>(table: Table<Row>, words: SqlWords, condition: Sql): Work<Row | null> {
  const [row] = yield sql`select ${table.columns(words)} from ${table.name} ${condition}`;
  return row === undefined ? null : table.item(row);
}

export function beyond({ after }: PageRange): Sql[] {
  return after === undefined ? [] : [sql`id > ${after}`];
}

/** A part of the rows in an order, and their total number. */
export function listed<Row>(
  engine: SqlEngine,
  table: Table<Row>,
  condition: Sql,
  order: string,
  { offset, limit }: PageRange,
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
  table: Table<Row>,
  { id, date }: { readonly id: number; readonly date: Date },
  by: 'created' | 'modified',
  direction: 'next' | 'previous',
  filter: DataFilter,
): Promise<Row | null> {
  const [sign, order] = direction === 'next' ? ['>', 'asc'] : ['<', 'desc'];
  const condition = matching(filter, sql`(${word(by)}, id) ${word(sign)} (${date}, ${id})`);
  const [row] = await engine.rows(
    sql`select ${table.columns(engine.words)} from ${table.name} ${condition}
      order by ${word(`${by} ${order}, id ${order}`)} limit 1`,
  );
  return row === undefined ? null : table.item(row);
}

/** Increments a counter and returns its new value. */
export function* raise(counter: string, by = 1): Work<number> {
  const [row] =
    yield sql`update abtest_counter set reached = reached + ${by} where name = ${counter} returning reached`;
  return Number(row!.reached);
}

/** `created` and `modified` of a new row: both are the stamp's, unless given. */
export function datesOf(
  fields: { created?: Date; modified?: Date },
  at: Date,
): { created: Date; modified: Date } {
  const created = fields.created ?? at;
  return { created, modified: fields.modified ?? created };
}

/** The later of a row's moment and the writer's, so that a clock that was set back does not move the row. */
export function notBefore(column: string, at: Date): Sql {
  return sql`case when ${word(column)} > ${at} then ${word(column)} else ${at} end`;
}
