/** A store in one SQLite file: no server, several processes can share it, every result is on disk. */
import { closeSync, existsSync, openSync } from 'node:fs';
import { GroupCommit } from '../group-commit.js';
import { migrate } from '../migrations/migrate.js';
import { patiently } from '../patience.js';
import { experimentKey, nextExperiment, nextOutcomeName, outcomeKey } from '../sql/paging.js';
import { copyOf, SqlStore } from '../sql/sql-store.js';
import { keepReached, nextPosition, oneByOne } from '../sql/sql-stream.js';
import { repeated, type Sql, sql } from '../sql/statement.js';
import { ASSIGNMENTS, assignmentOf, EXPOSURES, type KeyedTable } from '../sql/tables.js';
import type {
  Assignment,
  AssignmentKey,
  ClaimResult,
  ExperimentKey,
  Exposure,
  KeptPortions,
  NewAssignment,
  Outcome,
  OutcomeKey,
  StoreWithData,
} from '../store.js';
import { CommitThread } from './sqlite-commits.js';
import { identityOf, SETTINGS, SqliteConnection } from './sqlite-connection.js';
import { SQLITE_PATIENCE, SQLITE_SCHEMA, SQLITE_WORDS, SqliteEngine } from './sqlite-engine.js';
import { sqliteError } from './sqlite-errors.js';
import { type SqliteDatabase, sqliteModule } from './sqlite-module.js';
import { LARGEST_COMMIT } from './sqlite-writes.js';

/** Rows counted in one step, which blocks this process for some milliseconds. */
const LARGEST_COUNT = 20_000;

/** One process writes at a time, so rows get their positions, in the order of commits, when they are stored. */
const NEXT_ASSIGNMENT = nextPosition(ASSIGNMENTS);
const NEXT_EXPOSURE = nextPosition(EXPOSURES);

const LOOK = repeated<[scope: string, experiment: string, learner: string]>(
  sql`select ${ASSIGNMENTS.columns(SQLITE_WORDS)} from ${ASSIGNMENTS.name} ${keyed({ scope: '', experiment: '', learner: '' })}`,
);

/** The keys are arrays in JSON: a list cannot be a parameter. Of a key that is found, its place among them comes back. */
const LOOK_AT_ALL = repeated<[keys: string]>(
  sql`select asked.key as place, group_name, strategy, assigned_at from json_each(${''}) as asked
    cross join ${ASSIGNMENTS.name} where scope = asked.value ->> 0 and experiment = asked.value ->> 1 and learner = asked.value ->> 2`,
);

/** `path` is a file, created if it is absent, or `:memory:`. Throws `AbtestError` with a `store-…` code. */
export async function openSqlite(path: string): Promise<StoreWithData> {
  const { DatabaseSync } = await sqliteModule();
  try {
    createPrivately(path);
    const database = await patiently(() => new DatabaseSync(path), SQLITE_PATIENCE);
    const identity = identityOf(path);
    return await storeOn(database, path, () =>
      identity === null ? null : CommitThread.start(path, identity),
    );
  } catch (error) {
    throw sqliteError(error, path);
  }
}

/**
 * Creates the file for its owner only: it holds names of learners. SQLite gives the files beside it the same permissions.
 * An existing file keeps its own.
 */
function createPrivately(path: string): void {
  if (path === '' || path === ':memory:' || existsSync(path)) return;
  try {
    closeSync(openSync(path, 'ax', 0o600));
  } catch {
    // Another process was first, or the file cannot be created, which SQLite reports.
  }
}

/**
 * The store on a connection, which it owns from then on; `path` is for messages only.
 * @tested the tests give it a connection whose disk is full
 */
export async function storeOn(
  database: SqliteDatabase,
  path: string,
  startThread: () => CommitThread | null = () => null,
): Promise<StoreWithData> {
  try {
    // Both are refused while another process makes the file a new store, or recovers one.
    await patiently(() => database.exec(SETTINGS), SQLITE_PATIENCE);
    await patiently(() => database.exec('pragma journal_mode = wal'), SQLITE_PATIENCE);
    const engine = new SqliteEngine({ connection: new SqliteConnection(database), path, startThread });
    await migrate(engine, SQLITE_SCHEMA);
    return new SqliteStore(engine);
  } catch (error) {
    database.close();
    throw sqliteError(error, path);
  }
}

class SqliteStore extends SqlStore implements StoreWithData {
  readonly #engine: SqliteEngine;
  /** Keys that are requested together are read from one snapshot: most of a read's cost is opening one. */
  readonly #looks = new GroupCommit<AssignmentKey, Assignment | null>((keys) => this.#look(keys), {
    lanes: 1,
    largest: LARGEST_COMMIT,
  });

  constructor(engine: SqliteEngine) {
    super(engine, oneByOne);
    this.#engine = engine;
  }

  peek({ scope, experiment, learner }: AssignmentKey) {
    return this.#looks.add({ scope, experiment, learner });
  }

  async peekMany(keys: readonly AssignmentKey[]) {
    const all: (Assignment | null)[] = [];
    for (let start = 0; start < keys.length; start += LARGEST_COMMIT)
      all.push(...(await this.#lookAtAll(keys.slice(start, start + LARGEST_COMMIT))));
    return all;
  }

  async claim(assignment: NewAssignment) {
    const claimed = copyOf(assignment);
    const { portions } = assignment;
    for (;;) {
      // Only data on disk can be read here, so a returning learner, the common case, needs no commit.
      const stored = await this.#looks.add(claimed);
      if (stored !== null) return { stored, won: false };
      if ((await this.#engine.change(claimIn({ ...claimed, portions }))) === 1)
        return { stored: claimed, won: true };
      // Another writer was faster; when nothing is found even now, the learner was deleted in between.
    }
  }

  async claimMany(assignments: readonly NewAssignment[]) {
    const claims: ClaimResult[] = [];
    for (let start = 0; start < assignments.length; start += LARGEST_COMMIT) {
      const piece = assignments.slice(start, start + LARGEST_COMMIT);
      const claimed = await this.#engine.writeNow(() => piece.map((one) => this.#claimNow(one)));
      for (const answer of claimed) claims.push(answer);
    }
    return claims;
  }

  reassign(next: NewAssignment, fromGroup: string) {
    const { group, strategy, assignedAt, portions = null } = next;
    return this.#engine.writeNow(() => {
      const changed = this.#engine.changeNow(sql`update abtest_assignment
        set group_name = ${group}, strategy = ${strategy}, assigned_at = ${assignedAt}, portions = ${portions},
          position = ${NEXT_ASSIGNMENT}
        ${keyed(next)} and group_name = ${fromGroup}`);
      return { stored: this.#storedNow(next), won: changed === 1 };
    });
  }

  async expose(exposure: Exposure) {
    const { scope, experiment, learner, context, group, at } = exposure;
    const changed =
      await this.#engine.change(sql`insert into abtest_exposure (scope, experiment, learner, context, group_name, exposed_at, position)
        values (${scope}, ${experiment}, ${learner}, ${context}, ${group}, ${at}, ${NEXT_EXPOSURE}) on conflict do nothing`);
    return changed === 1;
  }

  async recordOutcome({ scope, name, learner, at, value }: Outcome) {
    await this.#engine.change(sql`insert into abtest_outcome (scope, name, learner, happened_at, value)
      values (${scope}, ${name}, ${learner}, ${at}, ${value}) on conflict do nothing`);
  }

  async keepPortions(portions: readonly KeptPortions[]) {
    const rows = portions.map(({ scope, experiment, id, definition, since }) => [
      scope,
      experiment,
      id,
      definition,
      since.getTime(),
    ]);
    await this.#engine.change(sql`insert into abtest_portions (scope, experiment, id, definition, since)
      select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(${JSON.stringify(rows)})
      where true on conflict do nothing`);
  }

  forget(learner: string) {
    return this.#engine.writeNow(() => ({
      assignments: this.#forgetNow(ASSIGNMENTS, learner),
      exposures: this.#forgetNow(EXPOSURES, learner),
      outcomes: this.#forgetOutcomesNow(learner),
    }));
  }

  async sizes({ scope, experiment }: ExperimentKey) {
    const sizes = new Map<string, number>();
    let after: string | null = null;
    do {
      const beyond: Sql = after === null ? sql`` : sql`and learner > ${after}`;
      const counts = await this.#engine.rows(
        sql`select group_name, count(*) as count, max(learner) as last from (
          select group_name, learner from abtest_assignment
          where scope = ${scope} and experiment = ${experiment} ${beyond} order by learner limit ${LARGEST_COUNT}
        ) group by group_name order by last`,
      );
      let counted = 0;
      for (const { group_name, count } of counts) {
        counted += Number(count);
        sizes.set(String(group_name), (sizes.get(String(group_name)) ?? 0) + Number(count));
      }
      after = counted === LARGEST_COUNT ? String(counts.at(-1)!.last) : null;
      await new Promise((resolve) => setImmediate(resolve));
    } while (after !== null);
    return sizes;
  }

  async close(): Promise<void> {
    await this.#looks.idle();
    await this.#engine.close();
  }

  // ---------------------------------------------------------------------------------------------------------------

  #look(keys: readonly AssignmentKey[]): Promise<(Assignment | null)[]> {
    return this.#engine.readNow(() => keys.map((key) => this.#storedNow(key)), keys.length === 1);
  }

  /** One statement. */
  async #lookAtAll(keys: readonly AssignmentKey[]): Promise<(Assignment | null)[]> {
    const asked = JSON.stringify(keys.map(({ scope, experiment, learner }) => [scope, experiment, learner]));
    const rows = await this.#engine.rows(LOOK_AT_ALL(asked));
    const found: (Assignment | null)[] = keys.map(() => null);
    for (const row of rows) found[Number(row.place)] = assignmentOf(keys[Number(row.place)]!, row);
    return found;
  }

  #storedNow({ scope, experiment, learner }: AssignmentKey): Assignment | null {
    const row = this.#engine.firstNow(LOOK(scope, experiment, learner));
    return row === undefined ? null : ASSIGNMENTS.item(row);
  }

  #claimNow(assignment: NewAssignment): ClaimResult {
    const won = this.#engine.changeNow(claimIn(assignment)) === 1;
    return { stored: won ? copyOf(assignment) : this.#storedNow(assignment)!, won };
  }

  /**
   * Returns the number of deleted rows. Goes from one experiment to the next, however many rows each has, since there
   * is no index on learners.
   */
  #forgetNow(table: KeyedTable<unknown>, learner: string): number {
    this.#engine.changeNow(keepReached(table));
    let gone = 0;
    let at: ExperimentKey | null = null;
    for (;;) {
      const next = this.#engine.firstNow(nextExperiment(table.name, at));
      if (next === undefined) return gone;
      at = experimentKey(next);
      gone += this.#engine.changeNow(sql`delete from ${table.name} ${keyed({ ...at, learner })}`);
    }
  }

  /** As `#forgetNow`, from one name to the next. */
  #forgetOutcomesNow(learner: string): number {
    let gone = 0;
    let at: OutcomeKey | null = null;
    for (;;) {
      const next = this.#engine.firstNow(nextOutcomeName(at));
      if (next === undefined) return gone;
      at = outcomeKey(next);
      gone += this.#engine.changeNow(
        sql`delete from abtest_outcome where scope = ${at.scope} and name = ${at.name} and learner = ${learner}`,
      );
    }
  }
}

function keyed({ scope, experiment, learner }: AssignmentKey): Sql {
  return sql`where scope = ${scope} and experiment = ${experiment} and learner = ${learner}`;
}

function claimIn(assignment: Assignment & { readonly portions?: string | undefined }): Sql {
  const { scope, experiment, learner, group, strategy, assignedAt, portions = null } = assignment;
  return sql`insert into abtest_assignment
    (scope, experiment, learner, group_name, strategy, assigned_at, portions, position)
    values (${scope}, ${experiment}, ${learner}, ${group}, ${strategy}, ${assignedAt}, ${portions}, ${NEXT_ASSIGNMENT})
    on conflict do nothing`;
}
