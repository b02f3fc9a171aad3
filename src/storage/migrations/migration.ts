/** The building blocks of a migration: an engine's schema terms, and tables with a key. */
import type { Work } from '../sql/sql-engine.js';
import { joined, type Sql, sql, word } from '../sql/statement.js';

/** The SQL of an engine for the terms that migrations use. */
export interface SchemaWords {
  /** A text column that is compared byte by byte. */
  readonly text: Sql;
  /** A whole number, up to 2^53. */
  readonly whole: Sql;
  /** A double-precision number. */
  readonly real: Sql;
  /** A moment, to the millisecond. */
  readonly instant: Sql;
  /** The clause after the columns of a table whose rows are stored in order of their primary key. */
  readonly keyedTable: Sql;
  /** Whether the engine has an index on learners besides the keys. */
  readonly findsLearnersByIndex: boolean;
}

export interface Migration {
  up(words: SchemaWords): Work<void>;
}

/** Creates a table with the primary key `NAME_key`; each column is given by name, type and constraints. */
export function* createTable(
  name: string,
  columns: readonly Sql[],
  key: string,
  { keyedTable }: SchemaWords,
): Work<void> {
  yield sql`create table ${word(name)} (${joined(columns, ', ')},
    constraint ${word(`${name}_key`)} primary key (${word(key)})) ${keyedTable}`;
}
