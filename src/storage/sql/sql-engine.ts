/** What an SQL engine does for a store: work is written once and run by synchronous and asynchronous engines. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { codeOf } from '../secret.js';
import type { Sql, SqlWords } from './statement.js';

export type SqlRow = Readonly<Record<string, unknown>>;

/**
 * A sequence of statements; each yields its rows. Engines whose calls return at once and engines whose calls return a
 * promise can run it.
 */
export type Work<T> = Generator<Sql, T, SqlRow[]>;

export interface SqlEngine {
  readonly words: SqlWords;
  /** Runs one statement by itself. */
  rows(statement: Sql): Promise<SqlRow[]>;
  /** Work that only reads, from one snapshot. */
  read<T>(work: () => Work<T>): Promise<T>;
  /**
   * Work that is committed whole or not at all; it may be run again. It must throw an `AbtestError` before it has
   * changed anything that matters: an engine may share one transaction between several works.
   */
  write<T>(work: () => Work<T>): Promise<T>;
}

/** Runs work on a synchronous engine. */
export function runNow<T>(work: Work<T>, rows: (statement: Sql) => SqlRow[]): T {
  let step = work.next();
  while (step.done !== true) step = work.next(rows(step.value));
  return step.value;
}

/** Runs work on an asynchronous engine. */
export async function runLater<T>(work: Work<T>, rows: (statement: Sql) => Promise<SqlRow[]>): Promise<T> {
  let step = work.next();
  while (step.done !== true) step = work.next(await rows(step.value));
  return step.value;
}

/**
 * Loads the package of an engine's driver, an optional dependency.
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
