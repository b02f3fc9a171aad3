/** Keeps a store in one SQLite file: no server, several processes may share it, every answer is on disk. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { GroupCommit } from '../group-commit.js';
import { type Patience, patiently } from '../patience.js';
import type {
  Assignment,
  AssignmentKey,
  Claim,
  ExperimentKey,
  Exposure,
  Filter,
  Forgotten,
  Reassignment,
  StoreWithData,
} from '../store.js';
import { experimentsOf, pages, type Reader } from './paging.js';
import { ASSIGNMENTS, type AssignmentRow, EXPOSURES, type SqlWords } from './rows.js';
import { rendered, type Sql } from './sql.js';
import { dataStoreOn } from './sql-data.js';
import { runNow, type SqlRow, type Work } from './sql-engine.js';
import { isBusy, sqliteTrouble } from './sqlite-errors.js';
import {
  rollBack,
  type SqliteDatabase,
  type SqliteStatement,
  type SqliteValue,
  sqliteModule,
} from './sqlite-module.js';
import { migrateSqlite } from './sqlite-schema.js';

/**
 * Milliseconds that a call waits for other processes. SQLite's own busy_timeout stays 0: it would wait inside a
 * call and hold up everything else that this process does.
 */
const PATIENCE: Patience = { passes: isBusy, until: 5000 };
/** Rows of one transaction and of one count: both keep this process from anything else for some milliseconds. */
const LARGEST_COMMIT = 1000;
const LARGEST_COUNT = 20_000;

/** Parameters have no numbers: early versions of `node:sqlite` take those for names. */
const WORDS: SqlWords = { parameter: () => '?', milliseconds: (column) => column };

const KEY = 'scope = ? and experiment = ? and learner = ?';
const PEEK = `select ${ASSIGNMENTS.columns(WORDS)} from abtest_assignment where ${KEY}`;
const CLAIM = `insert into abtest_assignment (scope, experiment, learner, group_name, strategy, assigned_at)
  values (?, ?, ?, ?, ?, ?) on conflict do nothing`;
const REASSIGN = `update abtest_assignment set group_name = ?, strategy = ?, assigned_at = ?
  where ${KEY} and group_name = ?`;
const EXPOSE = `insert into abtest_exposure (scope, experiment, learner, context, group_name, exposed_at)
  values (?, ?, ?, ?, ?, ?) on conflict do nothing`;
const FORGET_ASSIGNMENTS = 'delete from abtest_assignment where learner = ?';
const FORGET_EXPOSURES = 'delete from abtest_exposure where learner = ?';

/** `path` is a file, created if it is absent, or `:memory:`. Throws `AbtestError` with a `store-…` code. */
export async function openSqlite(path: string): Promise<StoreWithData> {
  const { DatabaseSync } = await sqliteModule();
  try {
    return await storeOn(await patiently(() => new DatabaseSync(path), PATIENCE), path);
  } catch (error) {
    throw sqliteTrouble(error, path);
  }
}

/** The store on a connection, which is its own from then on; `path` is only for messages. */
export async function storeOn(database: SqliteDatabase, path: string): Promise<StoreWithData> {
  try {
    database.exec('pragma busy_timeout = 0');
    await patiently(() => database.exec('pragma journal_mode = wal; pragma synchronous = full'), PATIENCE);
    await migrateSqlite(database, PATIENCE);
    return new SqliteStore(database, path);
  } catch (error) {
    database.close();
    throw sqliteTrouble(error, path);
  }
}

class SqliteStore implements StoreWithData, Reader {
  readonly words = WORDS;
  readonly data = dataStoreOn({
    words: WORDS,
    rows: (statement) => this.#reliably(() => this.#rowsNow(statement)),
    read: (work) => this.#reliably(() => this.#inTransaction('begin', () => this.#runNow(work))),
    write: async (work) => {
      const outcome = await this.#write(() => settled(() => this.#runNow(work)));
      if (outcome.error !== null) throw outcome.error;
      return outcome.answer;
    },
  });
  readonly #database: SqliteDatabase;
  readonly #path: string;
  readonly #statements = new Map<string, SqliteStatement>();
  /** All writing goes through here, in the order of the calls. */
  readonly #writes = new GroupCommit<() => unknown, unknown>((works) => this.#commit(works), {
    lanes: 1,
    largest: LARGEST_COMMIT,
  });

  constructor(database: SqliteDatabase, path: string) {
    this.#database = database;
    this.#path = path;
  }

  peek(key: AssignmentKey): Promise<Assignment | null> {
    return this.#reliably(() => this.#stored(key));
  }

  async claim(assignment: Assignment): Promise<Claim> {
    // Only what is on disk can be read here, so the common case, a learner who comes back, needs no commit.
    const before = await this.peek(assignment);
    if (before !== null) return { stored: before, won: false };
    return this.#write(() => this.#claim(assignment));
  }

  async claimMany(assignments: readonly Assignment[]): Promise<Claim[]> {
    const claims: Claim[] = [];
    for (let start = 0; start < assignments.length; start += LARGEST_COMMIT) {
      const piece = assignments.slice(start, start + LARGEST_COMMIT);
      for (const claim of await this.#write(() => piece.map((one) => this.#claim(one)))) claims.push(claim);
    }
    return claims;
  }

  reassign(next: Assignment, fromGroup: string): Promise<Reassignment> {
    return this.#write(() => {
      const [scope, experiment, learner, ...change] = valuesOf(next);
      const won = this.#change(REASSIGN, ...change, scope, experiment, learner, fromGroup) === 1;
      return { stored: this.#stored(next), won };
    });
  }

  expose({ scope, experiment, learner, context, group, at }: Exposure): Promise<boolean> {
    return this.#write(
      () => this.#change(EXPOSE, scope, experiment, learner, context, group, at.getTime()) === 1,
    );
  }

  forget(learner: string): Promise<Forgotten> {
    return this.#write(() => ({
      assignments: this.#change(FORGET_ASSIGNMENTS, learner),
      exposures: this.#change(FORGET_EXPOSURES, learner),
    }));
  }

  list(filter: Filter = {}): AsyncIterable<Assignment> {
    return pages(this, ASSIGNMENTS, filter);
  }

  exposures(filter: Filter = {}): AsyncIterable<Exposure> {
    return pages(this, EXPOSURES, filter);
  }

  async sizes({ scope, experiment }: ExperimentKey): Promise<ReadonlyMap<string, number>> {
    const sizes = new Map<string, number>();
    let after: string | null = null;
    do {
      const beyond = after === null ? '' : 'and learner > ?';
      const counts: { group_name: string; count: number; last: string }[] = await this.rows(
        `select group_name, count(*) as count, max(learner) as last from (
          select group_name, learner from abtest_assignment
          where scope = ? and experiment = ? ${beyond} order by learner limit ${LARGEST_COUNT}
        ) group by group_name order by last`,
        after === null ? [scope, experiment] : [scope, experiment, after],
      );
      for (const { group_name, count } of counts) sizes.set(group_name, (sizes.get(group_name) ?? 0) + count);
      const counted = counts.reduce((sum, { count }) => sum + count, 0);
      after = counted === LARGEST_COUNT ? counts.at(-1)!.last : null;
      await new Promise((resolve) => setImmediate(resolve));
    } while (after !== null);
    return sizes;
  }

  experiments(): Promise<ExperimentKey[]> {
    return experimentsOf(this);
  }

  async close(): Promise<void> {
    await this.#writes.idle();
    this.#moveLogIntoFile();
    this.#database.close();
  }

  rows<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.#reliably(() => this.#statement(sql).all(...(parameters as SqliteValue[])) as Row[]);
  }

  // ---------------------------------------------------------------------------------------------------------------

  /**
   * SQLite does this itself when the last connection closes; the package that stands in for `node:sqlite` closes
   * later, when its statements are collected, and until then the file alone would not be the whole store.
   */
  #moveLogIntoFile(): void {
    try {
      this.#database.exec('pragma wal_checkpoint(truncate)');
    } catch (error) {
      // Busy or read-only: the log stays beside the file and is read from there.
      if (!(sqliteTrouble(error, this.#path) instanceof AbtestError)) throw error;
    }
  }

  #claim(assignment: Assignment): Claim {
    const won = this.#change(CLAIM, ...valuesOf(assignment)) === 1;
    return { stored: won ? copyOf(assignment) : this.#stored(assignment)!, won };
  }

  #stored({ scope, experiment, learner }: AssignmentKey): Assignment | null {
    const row = this.#statement(PEEK).get(scope, experiment, learner) as AssignmentRow | undefined;
    return row === undefined ? null : ASSIGNMENTS.item(row);
  }

  #change(sql: string, ...parameters: SqliteValue[]): number {
    return Number(this.#statement(sql).run(...parameters).changes);
  }

  #statement(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #write<T>(work: () => T): Promise<T> {
    return this.#writes.add(work) as Promise<T>;
  }

  #commit(works: (() => unknown)[]): Promise<unknown[]> {
    return this.#reliably(() => this.#inTransaction('begin immediate', () => works.map((work) => work())));
  }

  #inTransaction<T>(begin: string, work: () => T): T {
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

  #runNow<T>(work: () => Work<T>): T {
    return runNow(work(), (statement) => this.#rowsNow(statement));
  }

  #rowsNow(statement: Sql): SqlRow[] {
    const values = statement.values.map((value) => (value instanceof Date ? value.getTime() : value));
    return this.#statement(rendered(statement, WORDS)).all(...values) as SqlRow[];
  }

  async #reliably<T>(work: () => T): Promise<T> {
    try {
      return await patiently(work, PATIENCE);
    } catch (error) {
      throw sqliteTrouble(error, this.#path);
    }
  }
}

/** What the caller gave may be changed by the caller later. */
function copyOf({ scope, experiment, learner, group, strategy, assignedAt }: Assignment): Assignment {
  return { scope, experiment, learner, group, strategy, assignedAt: new Date(assignedAt) };
}

function valuesOf(one: Assignment): [string, string, string, string, string, number] {
  return [one.scope, one.experiment, one.learner, one.group, one.strategy, one.assignedAt.getTime()];
}

type Settled<T> = { readonly answer: T; readonly error: null } | { readonly error: AbtestError };

/** A refusal is an answer to one caller: the others, who share the transaction, are not refused with him. */
function settled<T>(work: () => T): Settled<T> {
  try {
    return { answer: work(), error: null };
  } catch (error) {
    if (error instanceof AbtestError) return { error };
    throw error;
  }
}
