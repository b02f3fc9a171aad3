/** What a SQL engine does for the data of experiments: work that is written once and run by engines of both kinds. */
import type { SqlWords } from './rows.js';
import type { Sql } from './statement.js';

export type SqlRow = Readonly<Record<string, unknown>>;

/** Statements one after the other; each is answered with its rows. Engines that wait and engines that do not run it. */
export type Work<T> = Generator<Sql, T, SqlRow[]>;

export interface SqlEngine {
  readonly words: SqlWords;
  /** One statement that only reads. */
  rows(statement: Sql): Promise<SqlRow[]>;
  /** Work that only reads, and sees one moment's picture. */
  read<T>(work: () => Work<T>): Promise<T>;
  /**
   * Work that is kept whole or not at all; it may be begun anew. What it throws as `AbtestError` must come before it
   * has changed anything that matters: an engine may share one transaction between pieces of work.
   */
  write<T>(work: () => Work<T>): Promise<T>;
}

/** Runs work on an engine that answers at once. */
export function runNow<T>(work: Work<T>, rows: (statement: Sql) => SqlRow[]): T {
  let step = work.next();
  while (step.done !== true) step = work.next(rows(step.value));
  return step.value;
}

/** Runs work on an engine that is waited for. */
export async function runLater<T>(work: Work<T>, rows: (statement: Sql) => Promise<SqlRow[]>): Promise<T> {
  let step = work.next();
  while (step.done !== true) step = work.next(await rows(step.value));
  return step.value;
}
