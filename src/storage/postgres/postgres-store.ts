/** A store in PostgreSQL, which several services on several machines can share. */
import type { Pool, PoolConfig } from 'pg';
import { GroupCommit } from '../group-commit.js';
import { migrate } from '../migrations/migrate.js';
import { POOLS, type PoolReport, reported } from '../observation.js';
import { mask, secretsIn } from '../secret.js';
import { driverPackage, type SqlRow } from '../sql/sql-engine.js';
import { copyOf, SqlStore } from '../sql/sql-store.js';
import { ASSIGNMENTS } from '../sql/tables.js';
import type {
  Assignment,
  AssignmentKey,
  ClaimResult,
  ExperimentKey,
  Exposure,
  KeptPortions,
  NewAssignment,
  Outcome,
  StoreWithData,
} from '../store.js';
import { closingClient, PostgresEngine } from './postgres-engine.js';
import { postgresError } from './postgres-errors.js';
import { MIGRATION_PATIENCE, POSTGRES_SCHEMA } from './postgres-schema.js';
import {
  allAtOnce,
  claimMany,
  countGroups,
  exposeMany,
  forgetLearner,
  keepPortions,
  peekMany,
  peekOne,
  reassignFrom,
  recordOutcomes,
} from './postgres-statements.js';

const CONNECTIONS = 8;
/** Batches in flight at once: enough to keep the server busy during network round trips. */
const LANES = 4;
const LARGEST_BATCH = 1000;
const BATCHES = { lanes: LANES, largest: LARGEST_BATCH };

/** Milliseconds to wait for a connection. */
const CONNECTION_PATIENCE = 5000;
/** Milliseconds to wait for an answer: longer than any lock, shorter than the hours of TCP. */
const ANSWER_PATIENCE = 30_000;
/** A server that has vanished without a word is noticed after some 20 s on a connection that waits for it. */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/**
 * `url` is libpq's `postgres://user:password@host:port/database?sslmode=…`. Throws `AbtestError`.
 * @param network given by tests: sockets other than those of the machine
 */
export async function openPostgres(
  url: string,
  network: Pick<PoolConfig, 'stream'> = {},
): Promise<StoreWithData> {
  const { default: pg } = await driverPackage('pg', 'PostgreSQL', () => import('pg'));
  const hide = mask([...secretsIn(url), ...secretsIn(`//:${process.env.PGPASSWORD ?? ''}@`)]);
  const name = hide(url);
  let pool: Pool | null = null;
  try {
    pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECTION_PATIENCE,
      ...KEEP_ALIVE,
      ...network,
      fallback_application_name: 'olx-abtest',
      Client: closingClient(pg.Client),
      onConnect: (client) => {
        // A connection that breaks inside a transaction rejects the waiting query and also emits its error here.
        client.on('error', () => {});
      },
    });
    // A connection that breaks while idle has already left the pool; the next call opens another one and reports its
    // error. Without a listener Node would end the process.
    pool.on('error', () => {});
    reportConnections(pool);
    const [migrating, serving] = [MIGRATION_PATIENCE, ANSWER_PATIENCE].map(
      (patience) => new PostgresEngine({ pool: pool!, name, hide, patience }),
    );
    await migrate(migrating!, POSTGRES_SCHEMA);
    return new PostgresStore(serving!);
  } catch (error) {
    await pool?.end();
    throw postgresError(error, name, hide);
  }
}

function reportConnections(pool: Pool): void {
  const report = (): void => {
    if (!POOLS.hasSubscribers) return;
    const { totalCount: open, idleCount: idle, waitingCount: waiting } = pool;
    const connections: PoolReport = { open, idle, waiting };
    POOLS.publish(connections);
  };
  for (const event of ['connect', 'acquire', 'release', 'remove'] as const)
    pool.on(event as 'connect', report);
}

class PostgresStore extends SqlStore implements StoreWithData {
  readonly #engine: PostgresEngine;
  readonly #looks = new GroupCommit<AssignmentKey, Assignment | null>((keys) => this.#look(keys), BATCHES);
  readonly #claims = new GroupCommit<NewAssignment, ClaimResult>(
    reported((batch) => this.#claimBatch(batch)),
    BATCHES,
  );
  readonly #exposures = new GroupCommit<Exposure, boolean>(
    reported((batch) => this.#exposeBatch(batch)),
    BATCHES,
  );

  readonly #outcomes = new GroupCommit<Outcome, void>(
    reported((batch) => this.#recordBatch(batch)),
    BATCHES,
  );

  constructor(engine: PostgresEngine) {
    super(engine, allAtOnce);
    this.#engine = engine;
  }

  peek({ scope, experiment, learner }: AssignmentKey) {
    return this.#looks.add({ scope, experiment, learner });
  }

  peekMany(keys: readonly AssignmentKey[]) {
    return Promise.all(keys.map((key) => this.peek(key)));
  }

  claim(assignment: NewAssignment) {
    return this.#claims.add(assignment);
  }

  async claimMany(assignments: readonly NewAssignment[]) {
    // Batches overtake each other, so two claims of one key must not be in different batches.
    const firsts = firstOfEach(assignments, keyOf);
    const claims = await Promise.all(firsts.map((one) => this.#claims.add(one)));
    const byKey = new Map(claims.map((claim) => [keyOf(claim.stored), claim]));
    const winners = new Set(firsts.filter((_, index) => claims[index]!.won));
    return assignments.map((one) => ({ stored: byKey.get(keyOf(one))!.stored, won: winners.has(one) }));
  }

  async reassign(next: NewAssignment, fromGroup: string) {
    const won = (await this.#engine.rows(reassignFrom(fromGroup, next))).length === 1;
    return { stored: won ? copyOf(next) : await this.peek(next), won };
  }

  expose(exposure: Exposure) {
    return this.#exposures.add(exposure);
  }

  recordOutcome(outcome: Outcome) {
    return this.#outcomes.add(outcome);
  }

  async keepPortions(portions: readonly KeptPortions[]) {
    await this.#engine.rows(keepPortions(firstOfEach(portions, portionsKeyOf)));
  }

  async forget(learner: string) {
    const [counts] = await this.#engine.rows(forgetLearner(learner));
    const { assignments, exposures, outcomes } = counts!;
    return {
      assignments: Number(assignments),
      exposures: Number(exposures),
      outcomes: Number(outcomes),
    };
  }

  async sizes(experiment: ExperimentKey) {
    const rows = await this.#engine.rows(countGroups(experiment));
    return new Map(rows.map(({ group_name, count }) => [String(group_name), Number(count)]));
  }

  async close(): Promise<void> {
    await Promise.all(
      [this.#looks, this.#claims, this.#exposures, this.#outcomes].map((group) => group.idle()),
    );
    await this.#engine.close();
  }

  // ---------------------------------------------------------------------------------------------------------------

  async #look(keys: readonly AssignmentKey[]): Promise<(Assignment | null)[]> {
    const found = new Map((await this.#peekMany(keys)).map((one) => [keyOf(one), one]));
    // A copy for each caller.
    return keys.map((key) => {
      const one = found.get(keyOf(key));
      return one === undefined ? null : copyOf(one);
    });
  }

  async #claimBatch(batch: readonly NewAssignment[]): Promise<ClaimResult[]> {
    const firsts = firstOfEach(batch, keyOf);
    const rows = await this.#engine.rows(claimMany(firsts));
    const winners = winnersAmong(firsts, rows, keyOf);
    const stored = new Map([...winners].map((one) => [keyOf(one), copyOf(one)]));
    // A second statement, because the snapshot of the first does not include what others committed meanwhile.
    const losers = firsts.filter((one) => !winners.has(one));
    for (const one of await this.#peekMany(losers)) stored.set(keyOf(one), one);
    const claims: ClaimResult[] = [];
    for (const one of batch) {
      const found = stored.get(keyOf(one));
      // Another session deleted the assignment between the two statements: the claim is made again.
      claims.push(
        found === undefined ? (await this.#claimBatch([one]))[0]! : { stored: found, won: winners.has(one) },
      );
    }
    return claims;
  }

  async #peekMany(keys: readonly AssignmentKey[]): Promise<Assignment[]> {
    if (keys.length === 0) return [];
    const [first, ...others] = keys;
    const rows = await this.#engine.rows(
      first !== undefined && others.length === 0 ? peekOne(first) : peekMany(keys),
    );
    return rows.map(ASSIGNMENTS.item);
  }

  async #exposeBatch(batch: readonly Exposure[]): Promise<boolean[]> {
    const firsts = firstOfEach(batch, exposureKeyOf);
    const rows = await this.#engine.rows(exposeMany(firsts));
    const winners = winnersAmong(firsts, rows, exposureKeyOf);
    return batch.map((one) => winners.has(one));
  }

  async #recordBatch(batch: readonly Outcome[]): Promise<undefined[]> {
    await this.#engine.rows(recordOutcomes(firstOfEach(batch, outcomeKeyOf)));
    return batch.map(() => undefined);
  }
}

/** Joined by NUL, which no stored text contains, so that keys are distinct. */
function keyOf({ scope, experiment, learner }: AssignmentKey): string {
  return `${scope}\0${experiment}\0${learner}`;
}

function exposureKeyOf(one: AssignmentKey & { readonly context: string }): string {
  return `${keyOf(one)}\0${one.context}`;
}

function portionsKeyOf({ scope, experiment, id }: KeptPortions): string {
  return `${scope}\0${experiment}\0${id}`;
}

function outcomeKeyOf({ scope, name, learner, at, value }: Outcome): string {
  return `${scope}\0${name}\0${learner}\0${at.getTime()}\0${value}`;
}

/** The first item of each name, ordered by name: sessions that lock rows in the same order cannot deadlock. */
function firstOfEach<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const firsts = new Map<string, Item>();
  for (const item of items) {
    const name = nameOf(item);
    if (!firsts.has(name)) firsts.set(name, item);
  }
  return [...firsts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

/** The items whose rows a statement returned. */
function winnersAmong<Key, Item extends Key>(
  items: readonly Item[],
  rows: readonly SqlRow[],
  nameOf: (item: Key) => string,
): Set<Item> {
  const returned = new Set(rows.map((row) => nameOf(row as Key)));
  return new Set(items.filter((item) => returned.has(nameOf(item))));
}
