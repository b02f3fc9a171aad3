/** Loads the `node:sqlite` API: built into Node since 22.13, else a package with the same API. */
import { driverPackage } from '../sql/sql-engine.js';

export type SqliteValue = string | number | null;

export interface SqliteStatement {
  run(...parameters: SqliteValue[]): { changes: number | bigint };
  get(...parameters: SqliteValue[]): unknown;
  all(...parameters: SqliteValue[]): unknown[];
}

export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

interface SqliteModule {
  readonly name: 'node:sqlite' | '@photostructure/sqlite';
  readonly DatabaseSync: new (path: string) => SqliteDatabase;
}

interface SqliteApi {
  readonly DatabaseSync: SqliteModule['DatabaseSync'];
}

export async function sqliteModule(): Promise<SqliteModule> {
  const builtIn = process.getBuiltinModule('node:sqlite') as SqliteApi | undefined;
  if (builtIn !== undefined) return { name: 'node:sqlite', DatabaseSync: builtIn.DatabaseSync };
  const name = '@photostructure/sqlite';
  const api = await driverPackage(
    name,
    'SQLite on Node before 22.13',
    (): Promise<SqliteApi> => import('@photostructure/sqlite'),
  );
  return { name, DatabaseSync: api.DatabaseSync };
}

/** Rolls back a failed transaction; after some failures, such as a full disk, SQLite has already done so itself. */
export function rollBack(database: SqliteDatabase): void {
  try {
    database.exec('rollback');
  } catch (error) {
    if (!/no transaction is active/.test(String(error))) throw error;
  }
}
