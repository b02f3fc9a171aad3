/** A SQLite file as an SQL engine: immediate reads and shared commits, both retried while the file is locked. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { Schema } from '../migrations/migrate.js';
import { type Patience, patiently } from '../patience.js';
import { runNow, type SqlEngine, type SqlRow, type Work } from '../sql/sql-engine.js';
import { rendered, type Sql, type SqlWords, sql, word } from '../sql/statement.js';
import type { CommitThread } from './sqlite-commits.js';
import type { Change, SqliteConnection } from './sqlite-connection.js';
import { isBusy, sqliteError } from './sqlite-errors.js';
import type { SqliteValue } from './sqlite-module.js';
import { SqliteWrites } from './sqlite-writes.js';

/** Milliseconds that a call waits for other processes. */
export const SQLITE_PATIENCE: Patience = { passes: isBusy, until: 5000 };

/** Parameters are not numbered: early versions of `node:sqlite` take numbered ones for named ones. */
export const SQLITE_WORDS: SqlWords = { parameter: () => '?', milliseconds: (column) => column };

export const SQLITE_SCHEMA: Schema = {
  tableNamed: (name) => sql`select 1 as found from sqlite_schema where type = 'table' and name = ${name}`,
  // A writing transaction begins with `begin immediate`, so no other process is in one at the same time.
  lock: [],
  words: () => ({
    text: word('text'),
    whole: word('integer'),
    real: word('real'),
    instant: word('integer'),
    keyedTable: word('strict, without rowid'),
    findsLearnersByIndex: false,
  }),
};

interface SqliteEngineOptions {
  readonly connection: SqliteConnection;
  /** For messages only. */
  readonly path: string;
  readonly startThread: () => CommitThread | null;
}

export class SqliteEngine implements SqlEngine {
  readonly words = SQLITE_WORDS;
  readonly #connection: SqliteConnection;
  readonly #path: string;
  readonly #writes: SqliteWrites;

  constructor({ connection, path, startThread }: SqliteEngineOptions) {
    this.#connection = connection;
    this.#path = path;
    this.#writes = new SqliteWrites({ connection, startThread, reliably: (work) => this.#reliably(work) });
  }

  rows(statement: Sql): Promise<SqlRow[]> {
    return this.#reliably(() => this.#rowsNow(statement));
  }

  read<T>(work: () => Work<T>): Promise<T> {
    return this.readNow(() => this.#runNow(work));
  }

  async write<T>(work: () => Work<T>): Promise<T> {
    const outcome = await this.writeNow(() => settled(() => this.#runNow(work)));
    if (outcome.error !== null) throw outcome.error;
    return outcome.answer;
  }

  /**
   * As `read`, for work that uses `firstNow`.
   * @param isOne for work of one statement, which sees one snapshot without a transaction
   */
  readNow<T>(work: () => T, isOne = false): Promise<T> {
    return this.#reliably(isOne ? work : () => this.#connection.inTransaction('begin', work));
  }

  /** As `write`, for work that uses `firstNow` and `changeNow` and never throws an `AbtestError`. */
  writeNow<T>(work: () => T): Promise<T> {
    return this.#writes.work(work);
  }

  /**
   * Runs one changing statement; returns the number of changed rows. Where many calls arrive together, the commit
   * thread runs it.
   */
  change(statement: Sql): Promise<number> {
    return this.#writes.change(changeOf(statement));
  }

  /** Inside work only, as `changeNow`: the statement's first row. */
  firstNow(statement: Sql): SqlRow | undefined {
    const { sql: text, values } = changeOf(statement);
    return this.#connection.first(text, values) as SqlRow | undefined;
  }

  /** Returns the number of rows that the statement changed. */
  changeNow(statement: Sql): number {
    return this.#connection.change(changeOf(statement));
  }

  async close(): Promise<void> {
    await this.#writes.close();
    try {
      this.#connection.close();
    } catch (error) {
      // The file is locked or read-only: the log stays beside it and is read from there.
      if (!(sqliteError(error, this.#path) instanceof AbtestError)) throw error;
    }
  }

  // ---------------------------------------------------------------------------------------------------------------

  #runNow<T>(work: () => Work<T>): T {
    return runNow(work(), (statement) => this.#rowsNow(statement));
  }

  #rowsNow(statement: Sql): SqlRow[] {
    const { sql: text, values } = changeOf(statement);
    return this.#connection.rows(text, values) as SqlRow[];
  }

  async #reliably<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await patiently(work, SQLITE_PATIENCE);
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }
}

/** SQLite has no arrays: a list cannot be a parameter here. */
function changeOf(statement: Sql): Change {
  const values = statement.values.map((value) =>
    typeof value === 'object' && value instanceof Date ? value.getTime() : value,
  );
  return { sql: rendered(statement, SQLITE_WORDS), values: values as SqliteValue[] };
}

type Settled<T> = { readonly answer: T; readonly error: null } | { readonly error: AbtestError };

/** A refusal concerns one caller only; the calls that share its transaction must not fail with it. */
function settled<T>(work: () => T): Settled<T> {
  try {
    return { answer: work(), error: null };
  } catch (error) {
    if (error instanceof AbtestError) return { error };
    throw error;
  }
}
