/**
 * Reads assignments and exposures in the order in which they were stored. A row gets its position after it was
 * committed, from a counter that is locked until the positions are committed too: positions become visible in their
 * order, so a reader that has read one never misses an earlier one, however long a writer's transaction took.
 */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { StoreFilter, StreamPart, StreamPosition } from '../store.js';
import type { SqlEngine, SqlRow, Work } from './sql-engine.js';
import { joined, type Sql, sql, word } from './statement.js';
import type { KeyedTable } from './tables.js';

/** Rows of one part, and rows that are numbered in one transaction. */
const PART_ROWS = 1000;

/** The statements that give rows their positions: the first row gets `first`, the next `first + 1`. */
export type SetPositions = <Item>(
  table: KeyedTable<Item>,
  rows: readonly SqlRow[],
  first: number,
) => readonly Sql[];

export class SqlStream<Item> {
  readonly #engine: SqlEngine;
  readonly #table: KeyedTable<Item>;
  readonly #setPositions: SetPositions;

  constructor(engine: SqlEngine, table: KeyedTable<Item>, setPositions: SetPositions) {
    this.#engine = engine;
    this.#table = table;
    this.#setPositions = setPositions;
  }

  async after(position: StreamPosition, { scope, experiment }: StoreFilter): Promise<StreamPart<Item>> {
    let rows = await this.#rowsAfter(position);
    let more = rows.length === PART_ROWS;
    if (!more) {
      if (await this.#hasNew()) more = (await this.#engine.write(() => this.#number())) === PART_ROWS;
      // Read after the search for new rows: another reader may have numbered some since the first reading.
      rows = await this.#rowsAfter(position);
    }
    if (rows.length === 0) await this.#refuseBeyond(position);
    return {
      // Matched here, so that a rare experiment does not make one statement read the whole table.
      rows: rows
        .filter(
          (row) => (scope ?? row.scope) === row.scope && (experiment ?? row.experiment) === row.experiment,
        )
        .map((row) => ({ ...this.#table.item(row), position: String(row.position) })),
      position: String(rows.at(-1)?.position ?? position),
      more: more || rows.length === PART_ROWS,
    };
  }

  // ---------------------------------------------------------------------------------------------------------------

  #rowsAfter(position: StreamPosition): Promise<SqlRow[]> {
    const { name, columns } = this.#table;
    return this.#engine.rows(
      sql`select ${columns(this.#engine.words)}, position from ${name}
        where position > ${Number(position)} order by position limit ${PART_ROWS}`,
    );
  }

  async #hasNew(): Promise<boolean> {
    const found = await this.#engine.rows(
      sql`select scope from ${this.#table.name} where position is null limit 1`,
    );
    return found.length > 0;
  }

  /** Returns the number of rows that were numbered. */
  *#number(): Work<number> {
    const { name, key, moment, counter } = this.#table;
    // The update locks the counter; rows that others commit from now on are numbered by the next call.
    const [row] = yield sql`update abtest_counter set reached = ${reachedOf(name)}
      where name = ${counter} returning reached`;
    const reached = Number(row!.reached);
    const columns = word(key.join(', '));
    // Found through the index on positions, however many rows have one.
    const rows = yield sql`select ${columns} from (
      select ${columns}, ${word(moment)} from ${name} where position is null order by position limit ${PART_ROWS}
    ) as fresh order by ${word(moment)}, ${columns}`;
    if (rows.length === 0) return 0;
    for (const statement of this.#setPositions(this.#table, rows, reached + 1)) yield statement;
    yield sql`update abtest_counter set reached = ${reached + rows.length} where name = ${counter}`;
    return rows.length;
  }

  /** A position of another store, or of a store before it was restored from a backup, would skip rows in silence. */
  async #refuseBeyond(position: StreamPosition): Promise<void> {
    const { name, counter } = this.#table;
    const [row] = await this.#engine.rows(
      sql`select ${reachedOf(name)} as reached from abtest_counter where name = ${counter}`,
    );
    const reached = Number(row!.reached);
    if (Number(position) <= reached) return;
    throw new AbtestError(
      'bad-argument',
      `The position ${position} is after the last one of the store, ${reached}`,
      { hint: 'Read from 0: the position is of another store, or of this one before it was restored.' },
    );
  }
}

/** The last position that was given: the counter, or a later one of an engine that numbers rows when it stores them. */
function reachedOf(table: Sql): Sql {
  return sql`coalesce((select max(position) from ${table} where position > reached), reached)`;
}

/** For engines that number rows when they store them: the next position, inside the statement that stores the row. */
export function nextPosition({ name, counter }: KeyedTable<unknown>): Sql {
  return sql`(select ${reachedOf(name)} + 1 from abtest_counter where name = ${counter})`;
}

/** For engines that number rows when they store them, before rows are deleted: no position is given twice. */
export function keepReached({ name, counter }: KeyedTable<unknown>): Sql {
  return sql`update abtest_counter set reached = ${reachedOf(name)} where name = ${counter}`;
}

/** One statement for each row, for engines whose statements need no network. */
export function oneByOne<Item>(
  { name, key }: KeyedTable<Item>,
  rows: readonly SqlRow[],
  first: number,
): Sql[] {
  return rows.map((row, index) => {
    const conditions = key.map((column) => sql`${word(column)} = ${String(row[column])}`);
    return sql`update ${name} set position = ${first + index} where ${joined(conditions, ' and ')}`;
  });
}
