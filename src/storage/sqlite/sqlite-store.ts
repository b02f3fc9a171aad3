/** Keeps a store in one SQLite file: no server, several processes may share it, every answer is on disk. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { GroupCommit } from '../group-commit.js';
import { type Patience, patiently } from '../patience.js';
import { experimentsOf, pages, type Reader } from '../sql/paging.js';
import { ASSIGNMENTS, type AssignmentRow, EXPOSURES, type SqlWords } from '../sql/rows.js';
import { dataStoreOn } from '../sql/sql-data.js';
import { runNow, type SqlRow, type Work } from '../sql/sql-engine.js';
import { rendered, type Sql } from '../sql/statement.js';
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
import { CommitThread } from './sqlite-commits.js';
import { SETTINGS, SqliteConnection } from './sqlite-connection.js';
import { isBusy, sqliteTrouble } from './sqlite-errors.js';
import { identityOf } from './sqlite-file.js';
import { type SqliteDatabase, type SqliteValue, sqliteModule } from './sqlite-module.js';
import { migrateSqlite } from './sqlite-schema.js';
import { LARGEST_COMMIT, SqliteWrites } from './sqlite-writes.js';

/** Milliseconds that a call waits for other processes. */
const PATIENCE: Patience = { passes: isBusy, until: 5000 };
/** Rows of one count, which keeps this process from anything else for some milliseconds. */
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

/** `path` is a file, created if it is absent, or `:memory:`. Throws `AbtestError` with a `store-…` code. */
export async function openSqlite(path: string): Promise<StoreWithData> {
  const { DatabaseSync } = await sqliteModule();
  try {
    const database = await patiently(() => new DatabaseSync(path), PATIENCE);
    const identity = identityOf(path);
    return await storeOn(database, path, () =>
      identity === null ? null : CommitThread.start(path, identity),
    );
  } catch (error) {
    throw sqliteTrouble(error, path);
  }
}

/** The store on a connection, which is its own from then on; `path` is only for messages. */
export async function storeOn(
  database: SqliteDatabase,
  path: string,
  startThread: () => CommitThread | null = () => null,
): Promise<StoreWithData> {
  try {
    database.exec(SETTINGS);
    await patiently(() => database.exec('pragma journal_mode = wal'), PATIENCE);
    await migrateSqlite(database, PATIENCE);
    return new SqliteStore(new SqliteConnection(database), path, startThread);
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
    read: (work) => this.#reliably(() => this.#connection.inTransaction('begin', () => this.#runNow(work))),
    write: async (work) => {
      const outcome = await this.#writes.work(() => settled(() => this.#runNow(work)));
      if (outcome.error !== null) throw outcome.error;
      return outcome.answer;
    },
  });
  readonly #connection: SqliteConnection;
  readonly #path: string;
  readonly #writes: SqliteWrites;
  /** Keys that are asked for together are read from one picture: most of a read is getting to see what others wrote. */
  readonly #looks = new GroupCommit<AssignmentKey, Assignment | null>((keys) => this.#look(keys), {
    lanes: 1,
    largest: LARGEST_COMMIT,
  });

  constructor(connection: SqliteConnection, path: string, startThread: () => CommitThread | null) {
    this.#connection = connection;
    this.#path = path;
    this.#writes = new SqliteWrites({ connection, startThread, reliably: (work) => this.#reliably(work) });
  }

  peek({ scope, experiment, learner }: AssignmentKey): Promise<Assignment | null> {
    return this.#looks.add({ scope, experiment, learner });
  }

  async claim(assignment: Assignment): Promise<Claim> {
    const claimed = copyOf(assignment);
    for (;;) {
      // Only what is on disk can be read here, so the common case, a learner who comes back, needs no commit.
      const stored = await this.#looks.add(claimed);
      if (stored !== null) return { stored, won: false };
      if ((await this.#writes.change(CLAIM, valuesOf(claimed))) === 1) return { stored: claimed, won: true };
      // Somebody was quicker; and when nothing is found even now, the learner was forgotten in between.
    }
  }

  async claimMany(assignments: readonly Assignment[]): Promise<Claim[]> {
    const claims: Claim[] = [];
    for (let start = 0; start < assignments.length; start += LARGEST_COMMIT) {
      const piece = assignments.slice(start, start + LARGEST_COMMIT);
      for (const claim of await this.#writes.work(() => piece.map((one) => this.#claim(one))))
        claims.push(claim);
    }
    return claims;
  }

  reassign(next: Assignment, fromGroup: string): Promise<Reassignment> {
    return this.#writes.work(() => {
      const [scope, experiment, learner, ...change] = valuesOf(next);
      const won = this.#change(REASSIGN, ...change, scope, experiment, learner, fromGroup) === 1;
      return { stored: this.#stored(next), won };
    });
  }

  async expose({ scope, experiment, learner, context, group, at }: Exposure): Promise<boolean> {
    const values = [scope, experiment, learner, context, group, at.getTime()];
    return (await this.#writes.change(EXPOSE, values)) === 1;
  }

  forget(learner: string): Promise<Forgotten> {
    return this.#writes.work(() => ({
      assignments: this.#forget(ASSIGNMENTS.name, learner),
      exposures: this.#forget(EXPOSURES.name, learner),
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
    await this.#looks.idle();
    await this.#writes.close();
    try {
      this.#connection.close();
    } catch (error) {
      // Busy or read-only: the log stays beside the file and is read from there.
      if (!(sqliteTrouble(error, this.#path) instanceof AbtestError)) throw error;
    }
  }

  rows<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.#reliably(() => this.#connection.rows(sql, parameters as SqliteValue[]) as Row[]);
  }

  // ---------------------------------------------------------------------------------------------------------------

  #look(keys: readonly AssignmentKey[]): Promise<(Assignment | null)[]> {
    const stored = () => keys.map((key) => this.#stored(key));
    return this.#reliably(() =>
      keys.length === 1 ? stored() : this.#connection.inTransaction('begin', stored),
    );
  }

  #claim(assignment: Assignment): Claim {
    const won = this.#change(CLAIM, ...valuesOf(assignment)) === 1;
    return { stored: won ? copyOf(assignment) : this.#stored(assignment)!, won };
  }

  /** Rows that went: from one experiment to the next, however many rows each has, since no index goes by learner. */
  #forget(table: string, learner: string): number {
    const next = `select scope, experiment from ${table}
      where (scope, experiment) > (?, ?) order by scope, experiment limit 1`;
    const first = `select scope, experiment from ${table} order by scope, experiment limit 1`;
    let gone = 0;
    let at = this.#connection.first(first, []) as ExperimentKey | undefined;
    while (at !== undefined) {
      const { scope, experiment } = at;
      gone += this.#change(`delete from ${table} where ${KEY}`, scope, experiment, learner);
      at = this.#connection.first(next, [scope, experiment]) as ExperimentKey | undefined;
    }
    return gone;
  }

  #stored({ scope, experiment, learner }: AssignmentKey): Assignment | null {
    const row = this.#connection.first(PEEK, [scope, experiment, learner]) as AssignmentRow | undefined;
    return row === undefined ? null : ASSIGNMENTS.item(row);
  }

  #change(sql: string, ...values: SqliteValue[]): number {
    return this.#connection.change({ sql, values });
  }

  #runNow<T>(work: () => Work<T>): T {
    return runNow(work(), (statement) => this.#rowsNow(statement));
  }

  #rowsNow(statement: Sql): SqlRow[] {
    const values = statement.values.map((value) => (value instanceof Date ? value.getTime() : value));
    return this.#connection.rows(rendered(statement, WORDS), values) as SqlRow[];
  }

  async #reliably<T>(work: () => T | Promise<T>): Promise<T> {
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
