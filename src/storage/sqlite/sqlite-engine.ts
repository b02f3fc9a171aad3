/** A SQLite file as a SQL engine: reads at once, writes in shared commits, both tried again while the file is busy. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { Schema } from '../migrations/migrate.js';
import { type Patience, patiently } from '../patience.js';
import { runNow, type SqlEngine, type SqlRow, type Work } from '../sql/sql-engine.js';
import { rendered, type Sql, type SqlWords, sql, word } from '../sql/statement.js';
import type { CommitThread } from './sqlite-commits.js';
import type { Change, SqliteConnection } from './sqlite-connection.js';
import { isBusy, sqliteTrouble } from './sqlite-errors.js';
import type { SqliteValue } from './sqlite-module.js';
import { SqliteWrites } from './sqlite-writes.js';

/** Milliseconds that a call waits for other processes. */
export const SQLITE_PATIENCE: Patience = { passes: isBusy, until: 5000 };

/** Parameters have no numbers: early versions of `node:sqlite` take those for names. */
export const SQLITE_WORDS: SqlWords = { parameter: () => '?', milliseconds: (column) => column };

export const SQLITE_SCHEMA: Schema = {
  tableNamed: (name) => sql`select 1 as found from sqlite_schema where type = 'table' and name = ${name}`,
  // A transaction that writes begins with `begin immediate`: no other process is in one at the same time.
  lock: [],
  words: () => ({
    text: word('text'),
    whole: word('integer'),
    instant: word('integer'),
    keyedTable: word('strict, without rowid'),
    findsLearnersByIndex: false,
  }),
};

interface SqliteEngineOptions {
  readonly connection: SqliteConnection;
  /** Only for messages. */
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
   * @param isOne work of one statement, which sees one picture without a transaction
   */
  readNow<T>(work: () => T, isOne = false): Promise<T> {
    return this.#reliably(isOne ? work : () => this.#connection.inTransaction('begin', work));
  }

  /** As `write`, for work that uses `firstNow` and `changeNow` and refuses nothing. */
  writeNow<T>(work: () => T): Promise<T> {
    return this.#writes.work(work);
  }

  /** One statement that changes rows: how many. Where calls come together, a thread of its own runs it. */
  change(statement: Sql): Promise<number> {
    return this.#writes.change(changeOf(statement));
  }

  /** Inside of work only, as the next: the statement's first row. */
  firstNow(statement: Sql): SqlRow | undefined {
    const { sql: text, values } = changeOf(statement);
    return this.#connection.first(text, values) as SqlRow | undefined;
  }

  /** How many rows the statement changed. */
  changeNow(statement: Sql): number {
    return this.#connection.change(changeOf(statement));
  }

  async close(): Promise<void> {
    await this.#writes.close();
    try {
      this.#connection.close();
    } catch (error) {
      // Busy or read-only: the log stays beside the file and is read from there.
      if (!(sqliteTrouble(error, this.#path) instanceof AbtestError)) throw error;
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
      throw sqliteTrouble(error, this.#path);
    }
  }
}

/** SQLite has no arrays: a list is no value of a statement here. */
function changeOf(statement: Sql): Change {
  const values = statement.values.map((value) =>
    typeof value === 'object' && value instanceof Date ? value.getTime() : value,
  );
  return { sql: rendered(statement, SQLITE_WORDS), values: values as SqliteValue[] };
}

type Settled<T> = { readonly answer: T; readonly error: null } | { readonly error: AbtestError };

/** A refusal is an answer to one caller: the others that share the transaction are not refused with it. */
function settled<T>(work: () => T): Settled<T> {
  try {
    return { answer: work(), error: null };
  } catch (error) {
    if (error instanceof AbtestError) return { error };
    throw error;
  }
}
