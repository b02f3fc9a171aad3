/** Reads tables in the order of their keys a page at a time: bounded memory, no open cursor. */
import type { ExperimentKey, OutcomeKey } from '../store.js';
import type { SqlEngine, SqlRow } from './sql-engine.js';
import { joined, type Sql, sql, where, word } from './statement.js';
import { ASSIGNMENTS, OUTCOMES, type SortedTable } from './tables.js';

const PAGE_ROWS = 1000;

/**
 * All items of a table that match the filter. Rows inserted or deleted meanwhile may or may not be included.
 * @param filter values of columns of the key
 */
export async function* pages<Item>(
  engine: SqlEngine,
  table: SortedTable<Item>,
  filter: Readonly<Record<string, string | undefined>>,
): AsyncIterable<Item> {
  const fixed = table.key.filter((column) => filter[column] !== undefined);
  // Only the columns that the filter leaves free are compared and ordered: engines then seek in the key instead of
  // scanning it.
  const free = table.key.filter((column) => !fixed.includes(column));
  const order = word(free.join(', '));
  const cell = table.cell ?? ((row, column) => String(row[column]));
  let last: SqlRow | null = null;
  do {
    const conditions: Sql[] = fixed.map((column) => sql`${word(column)} = ${filter[column]!}`);
    if (last !== null) {
      const row: SqlRow = last;
      const after = free.map((column) => sql`${cell(row, column)}`);
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

/** The first pair of a table after the given one, or the first of all: a seek in the key, however many rows each has. */
function nextPair(table: Sql, column: Sql, after: readonly [string, string] | null): Sql {
  const beyond = after === null ? [] : [sql`(scope, ${column}) > (${after[0]}, ${after[1]})`];
  return sql`select scope, ${column} from ${table} ${where(beyond)} order by scope, ${column} limit 1`;
}

/** The first experiment of a table after the given one, or the first of all. */
export function nextExperiment(table: Sql, after: ExperimentKey | null): Sql {
  return nextPair(table, word('experiment'), after === null ? null : [after.scope, after.experiment]);
}

export function experimentKey(row: SqlRow): ExperimentKey {
  return { scope: String(row.scope), experiment: String(row.experiment) };
}

/** The first name of outcomes after the given one, or the first of all. */
export function nextOutcomeName(after: OutcomeKey | null): Sql {
  return nextPair(OUTCOMES.name, word('name'), after === null ? null : [after.scope, after.name]);
}

export function outcomeKey(row: SqlRow): OutcomeKey {
  return { scope: String(row.scope), name: String(row.name) };
}

/** Every experiment that has assignments, in order. */
export function storedExperiments(engine: SqlEngine): Promise<ExperimentKey[]> {
  return keysOf(engine, (after) => nextExperiment(ASSIGNMENTS.name, after), experimentKey);
}

/** Every name that has outcomes, in order. */
export function storedOutcomeNames(engine: SqlEngine): Promise<OutcomeKey[]> {
  return keysOf(engine, nextOutcomeName, outcomeKey);
}

async function keysOf<Key>(
  engine: SqlEngine,
  nextAfter: (after: Key | null) => Sql,
  keyOf: (row: SqlRow) => Key,
): Promise<Key[]> {
  const found: Key[] = [];
  for (;;) {
    const [next] = await engine.rows(nextAfter(found.at(-1) ?? null));
    if (next === undefined) return found;
    found.push(keyOf(next));
  }
}
