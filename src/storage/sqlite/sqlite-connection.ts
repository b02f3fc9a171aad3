/**
 * One connection to a SQLite file: statements prepared once, and transactions that are committed whole or not at all;
 * also the identity of the file at a path, so that a replaced file is detected.
 */
import { statSync } from 'node:fs';
import { rollBack, type SqliteDatabase, type SqliteStatement, type SqliteValue } from './sqlite-module.js';

/** A statement that changes rows. */
export interface Change {
  readonly sql: string;
  readonly values: readonly SqliteValue[];
}

/** Changes with the same SQL, in sequence. */
export interface Run {
  readonly sql: string;
  readonly rows: readonly Change['values'][];
}

export class SqliteConnection {
  readonly #database: SqliteDatabase;
  readonly #statements = new Map<string, SqliteStatement>();

  /** The connection owns the database from then on. */
  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  first(sql: string, values: readonly SqliteValue[]): unknown {
    return this.#statement(sql).get(...values);
  }

  rows(sql: string, values: readonly SqliteValue[]): unknown[] {
    return this.#statement(sql).all(...values);
  }

  /** Returns the number of rows that it changed. */
  change({ sql, values }: Change): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** Runs all in one transaction; returns the number of rows that each changed. On disk when this returns. */
  changeAll(runs: readonly Run[]): number[] {
    return this.inTransaction('begin immediate', () =>
      runs.flatMap(({ sql, rows }) => rows.map((values) => this.change({ sql, values }))),
    );
  }

  inTransaction<T>(begin: 'begin' | 'begin immediate', work: () => T): T {
    this.#statement(begin).run();
    try {
      const answer = work();
      this.#statement('commit').run();
      return answer;
    } catch (error) {
      rollBack(this.#database);
      throw error;
    }
  }

  /**
   * Closes the database after moving the log into the file. SQLite does that itself when the last connection closes;
   * the package that replaces `node:sqlite` closes later, when its statements are garbage-collected, and until then the
   * file alone is not the whole store.
   * @throws the engine's error when the log cannot be moved; the database is closed even then
   */
  close(): void {
    try {
      this.#database.exec('pragma wal_checkpoint(truncate)');
    } finally {
      this.#database.close();
    }
  }

  #statement(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/**
 * Set first on every connection of a store: a commit is on disk when it returns, and waiting is done outside SQLite
 * (`patiently`), since SQLite's own waiting would block the whole thread.
 */
export const SETTINGS = 'pragma busy_timeout = 0; pragma synchronous = full';

export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
}

/** `null` when there is no file. */
export function identityOf(path: string): FileIdentity | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found?.isFile() ? { device: found.dev, inode: found.ino } : null;
}

export function isSameFile(path: string, { device, inode }: FileIdentity): boolean {
  const now = identityOf(path);
  return now !== null && now.device === device && now.inode === inode;
}
