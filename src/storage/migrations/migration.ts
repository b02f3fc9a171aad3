/** What one migration is made of: the words of an engine's schema, and tables with a key. */
import type { Work } from '../sql/sql-engine.js';
import { joined, type Sql, sql, word } from '../sql/statement.js';

/** How an engine says what the migrations need to say. */
export interface SchemaWords {
  /** A text that is compared byte by byte. */
  readonly text: Sql;
  /** A whole number, up to 2^53. */
  readonly whole: Sql;
  /** A moment, to the millisecond. */
  readonly instant: Sql;
  /** What follows the columns of a table whose rows are kept in order of their primary key. */
  readonly keyedTable: Sql;
  /** Whether the engine has an index of learners, besides the keys. */
  readonly findsLearnersByIndex: boolean;
}

export interface Migration {
  up(words: SchemaWords): Work<void>;
}

/** Creates a table with the primary key `NAME_key`; each of the columns is its name, its type and what it allows. */
export function* createTable(
  name: string,
  columns: readonly Sql[],
  key: string,
  { keyedTable }: SchemaWords,
): Work<void> {
  yield sql`create table ${word(name)} (${joined(columns, ', ')},
    constraint ${word(`${name}_key`)} primary key (${word(key)})) ${keyedTable}`;
}
