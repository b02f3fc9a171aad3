/** Reads tables in the order of their keys a page at a time: bounded memory, no statement held open. */
import type { ExperimentKey, Filter } from '../store.js';
import { ASSIGNMENTS, type SqlWords, type Table } from './rows.js';

const PAGE = 1000;

/** How paging talks to an engine. */
export interface Reader {
  readonly words: SqlWords;
  rows<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]>;
}

/** All items of a table that the filter lets through. Rows that come or go meanwhile may or may not be among them. */
export async function* pages<Row extends object, Item>(
  reader: Reader,
  table: Table<Row, Item>,
  filter: Filter,
): AsyncIterable<Item> {
  const fixed = (['scope', 'experiment'] as const).filter((column) => filter[column] !== undefined);
  // Only the free columns are compared and ordered: engines then seek in the key instead of scanning it.
  const free = table.key.filter((column) => !(fixed as readonly string[]).includes(column));
  let last: Row | null = null;
  do {
    const parameters: unknown[] = fixed.map((column) => filter[column]);
    const conditions = fixed.map((column, index) => `${column} = ${reader.words.parameter(index + 1)}`);
    if (last !== null) {
      for (const column of free) parameters.push(last[column]);
      const after = free.map((_, index) => reader.words.parameter(fixed.length + index + 1));
      conditions.push(`(${free.join(', ')}) > (${after.join(', ')})`);
    }
    const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
    const rows: Row[] = await reader.rows<Row>(
      `select ${table.columns(reader.words)} from ${table.name} ${where} order by ${free.join(', ')} limit ${PAGE}`,
      parameters,
    );
    for (const row of rows) yield table.item(row);
    last = rows.length === PAGE ? rows[PAGE - 1]! : null;
  } while (last !== null);
}

/** Hops from one experiment to the next in the key, however many rows each has. */
export async function experimentsOf(reader: Reader): Promise<ExperimentKey[]> {
  const [first, second] = [reader.words.parameter(1), reader.words.parameter(2)];
  const found: ExperimentKey[] = [];
  for (;;) {
    const last = found.at(-1);
    const where = last === undefined ? '' : `where (scope, experiment) > (${first}, ${second})`;
    const [next] = await reader.rows<ExperimentKey>(
      `select scope, experiment from ${ASSIGNMENTS.name} ${where} order by scope, experiment limit 1`,
      last === undefined ? [] : [last.scope, last.experiment],
    );
    if (next === undefined) return found;
    found.push({ scope: next.scope, experiment: next.experiment });
  }
}
