/** What a SQL engine does for a store: work that is written once and run by engines of both kinds. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { codeOf } from '../secret.js';
import type { Sql, SqlWords } from './statement.js';

export type SqlRow = Readonly<Record<string, unknown>>;

/**
 * Statements one after the other; each is answered with its rows. Engines whose calls return at once and engines
 * whose calls return a promise run it.
 */
export type Work<T> = Generator<Sql, T, SqlRow[]>;

export interface SqlEngine {
  readonly words: SqlWords;
  /** One statement by itself. */
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

/** Runs work on an engine that answers with a promise. */
export async function runLater<T>(work: Work<T>, rows: (statement: Sql) => Promise<SqlRow[]>): Promise<T> {
  let step = work.next();
  while (step.done !== true) step = work.next(await rows(step.value));
  return step.value;
}

/**
 * Loads the package that speaks to an engine; it is an optional dependency.
 * @throws AbtestError `driver-missing` with the command that installs it
 */
export async function driverPackage<Module>(
  name: string,
  purpose: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    if (codeOf(cause) !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new AbtestError('driver-missing', `${purpose} needs the package ${name}, which is not installed`, {
      hint: `Run: npm install ${name}`,
      cause,
    });
  }
}
