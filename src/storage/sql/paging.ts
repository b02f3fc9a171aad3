/** Reads tables in the order of their keys a page at a time: bounded memory, no open cursor. */
import type { ExperimentKey, StoreFilter } from '../store.js';
import type { SqlEngine, SqlRow } from './sql-engine.js';
import { joined, type Sql, sql, where, word } from './statement.js';
import { ASSIGNMENTS, type KeyedTable } from './tables.js';

const PAGE_ROWS = 1000;

/** All items of a table that match the filter. Rows inserted or deleted meanwhile may or may not be included. */
export async function* pages<Item>(
  engine: SqlEngine,
  table: KeyedTable<Item>,
  filter: StoreFilter,
): AsyncIterable<Item> {
  const fixed = (['scope', 'experiment'] as const).filter((column) => filter[column] !== undefined);
  // Only the columns that the filter leaves free are compared and ordered: engines then seek in the key instead of
  // scanning it.
  const free = table.key.filter((column) => !(fixed as readonly string[]).includes(column));
  const order = word(free.join(', '));
  let last: SqlRow | null = null;
  do {
    const conditions: Sql[] = fixed.map((column) => sql`${word(column)} = ${filter[column]!}`);
    if (last !== null) {
      const row: SqlRow = last;
      const after = free.map((column) => sql`${String(row[column])}`);
      conditions.push(sql`(${order}) > (${joined(after, ', ')})`);
    }
    const rows: SqlRow[] = await engine.rows(
      sql`select ${table.columns(engine.words)} from ${table.name} ${where(conditions)}
        order by ${order} limit ${PAGE_ROWS}`,
    );
    for (const row of rows) yield table.item(row);
    last = rows.length === PAGE_ROWS ? rows[PAGE_ROWS - 1]! : null;
  } while (last !== null);
}

/** The first experiment of a table after the given one, or the first of all: a seek in the key, however many rows each has. */
export function nextExperiment(table: Sql, after: ExperimentKey | null): Sql {
  const beyond = after === null ? [] : [sql`(scope, experiment) > (${after.scope}, ${after.experiment})`];
  return sql`select scope, experiment from ${table} ${where(beyond)} order by scope, experiment limit 1`;
}

export function experimentKey(row: SqlRow): ExperimentKey {
  return { scope: String(row.scope), experiment: String(row.experiment) };
}

/** Every experiment that has assignments, in order. */
export async function storedExperiments(engine: SqlEngine): Promise<ExperimentKey[]> {
  const found: ExperimentKey[] = [];
  for (;;) {
    const [next] = await engine.rows(nextExperiment(ASSIGNMENTS.name, found.at(-1) ?? null));
    if (next === undefined) return found;
    found.push(experimentKey(next));
  }
}
