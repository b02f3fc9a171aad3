/** Keeps a store in PostgreSQL: several services on several machines may share it. */
import type { Pool } from 'pg';
import { GroupCommit } from '../group-commit.js';
import { type Patience, patiently } from '../patience.js';
import { type Mask, mask, secretsIn } from '../secret.js';
import { driverPackage } from '../sql/driver-package.js';
import { experimentsOf, pages, type Reader } from '../sql/paging.js';
import { ASSIGNMENTS, type AssignmentRow, EXPOSURES, type SqlWords } from '../sql/rows.js';
import { dataStoreOn } from '../sql/sql-data.js';
import { runLater, type SqlRow, type Work } from '../sql/sql-engine.js';
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
import { asksForAnotherTry, postgresTrouble } from './postgres-errors.js';
import { migratePostgres } from './postgres-schema.js';

const CONNECTIONS = 8;
/** Batches on the way at once: enough to keep the server busy while answers travel. */
const LANES = 4;
const LARGEST_BATCH = 1000;
/** Milliseconds to wait for a connection, for a lock, and for contention to pass. */
const PATIENCE: Patience = { passes: asksForAnotherTry, until: 5000 };

const WORDS: SqlWords = {
  parameter: (number) => `$${number}`,
  milliseconds: (column) => `(extract(epoch from ${column}) * 1000)::float8`,
};

/** Locks time out as they do in SQLite; a commit that is not yet on disk must not be answered. */
const PREPARE_CONNECTION = `select set_config('lock_timeout', '${PATIENCE.until}', false),
  case when current_setting('synchronous_commit') = 'off' then set_config('synchronous_commit', 'on', false) end`;
const PEEK = `select ${ASSIGNMENTS.columns(WORDS)} from abtest_assignment
  where scope = $1 and experiment = $2 and learner = $3`;
const PEEK_MANY = `select ${ASSIGNMENTS.columns(WORDS)}
  from unnest($1::text[], $2::text[], $3::text[]) as asked (scope, experiment, learner)
  join abtest_assignment using (scope, experiment, learner)`;
const CLAIM_MANY = `insert into abtest_assignment (scope, experiment, learner, group_name, strategy, assigned_at)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
  on conflict do nothing returning scope, experiment, learner`;
const REASSIGN = `update abtest_assignment set group_name = $4, strategy = $5, assigned_at = $6
  where scope = $1 and experiment = $2 and learner = $3 and group_name = $7`;
const EXPOSE_MANY = `insert into abtest_exposure (scope, experiment, learner, context, group_name, exposed_at)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
  on conflict do nothing returning scope, experiment, learner, context`;
const FORGET = `with assignments as (delete from abtest_assignment where learner = $1 returning 1),
  exposures as (delete from abtest_exposure where learner = $1 returning 1)
  select (select count(*) from assignments)::int as assignments, (select count(*) from exposures)::int as exposures`;
const SIZES = `select group_name, count(*)::float8 as count from abtest_assignment
  where scope = $1 and experiment = $2 group by group_name`;

/** `url` is libpq's `postgres://user:password@host:port/database?sslmode=…`. Throws `AbtestError`. */
export async function openPostgres(url: string): Promise<StoreWithData> {
  const { default: pg } = await driverPackage('pg', 'PostgreSQL', () => import('pg'));
  const hide = mask([...secretsIn(url), ...secretsIn(`//:${process.env.PGPASSWORD ?? ''}@`)]);
  const name = hide(url);
  let pool: Pool | null = null;
  try {
    pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: PATIENCE.until,
      keepAlive: true,
      fallback_application_name: 'olx-abtest',
      onConnect: async (client) => {
        // A connection that breaks inside a transaction fails the query that waits, and says so here besides.
        client.on('error', () => {});
        await client.query(PREPARE_CONNECTION);
      },
    });
    // A connection that breaks while nobody uses it has left the pool already; the next call opens another one and
    // reports what is wrong then. Without a listener Node would end the process.
    pool.on('error', () => {});
    await migratePostgres(pool);
    return new PostgresStore(pool, name, hide);
  } catch (error) {
    await pool?.end();
    throw postgresTrouble(error, name, hide);
  }
}

class PostgresStore implements StoreWithData, Reader {
  readonly words = WORDS;
  readonly data = dataStoreOn({
    words: WORDS,
    rows: (statement) => this.#query<SqlRow>(rendered(statement, WORDS), valuesOf(statement)),
    read: (work) => this.#inTransaction('begin isolation level repeatable read, read only', work),
    write: (work) => this.#inTransaction('begin', work),
  });
  readonly #pool: Pool;
  readonly #name: string;
  readonly #hide: Mask;
  readonly #claims = new GroupCommit<Assignment, Claim>((batch) => this.#claimBatch(batch), {
    lanes: LANES,
    largest: LARGEST_BATCH,
  });
  readonly #exposures = new GroupCommit<Exposure, boolean>((batch) => this.#exposeBatch(batch), {
    lanes: LANES,
    largest: LARGEST_BATCH,
  });

  constructor(pool: Pool, name: string, hide: Mask) {
    this.#pool = pool;
    this.#name = name;
    this.#hide = hide;
  }

  async peek({ scope, experiment, learner }: AssignmentKey): Promise<Assignment | null> {
    const [row] = await this.#query<AssignmentRow>(PEEK, [scope, experiment, learner], 'abtest-peek');
    return row === undefined ? null : ASSIGNMENTS.item(row);
  }

  claim(assignment: Assignment): Promise<Claim> {
    return this.#claims.add(assignment);
  }

  async claimMany(assignments: readonly Assignment[]): Promise<Claim[]> {
    // Batches overtake each other, so two claims of one key must not be in two of them.
    const firsts = firstOfEach(assignments, keyOf);
    const claims = await Promise.all(firsts.map((one) => this.#claims.add(one)));
    const byKey = new Map(claims.map((claim) => [keyOf(claim.stored), claim]));
    const winners = new Set(firsts.filter((_, index) => claims[index]!.won));
    return assignments.map((one) => ({ stored: byKey.get(keyOf(one))!.stored, won: winners.has(one) }));
  }

  async reassign(next: Assignment, fromGroup: string): Promise<Reassignment> {
    const { scope, experiment, learner, group, strategy, assignedAt } = next;
    const values = [scope, experiment, learner, group, strategy, assignedAt.toISOString(), fromGroup];
    const won = await this.#reliably(async () => (await this.#pool.query(REASSIGN, values)).rowCount === 1);
    return { stored: won ? copyOf(next) : await this.peek(next), won };
  }

  expose(exposure: Exposure): Promise<boolean> {
    return this.#exposures.add(exposure);
  }

  async forget(learner: string): Promise<Forgotten> {
    const [counts] = await this.#query<Forgotten>(FORGET, [learner]);
    return { assignments: counts!.assignments, exposures: counts!.exposures };
  }

  list(filter: Filter = {}): AsyncIterable<Assignment> {
    return pages(this, ASSIGNMENTS, filter);
  }

  exposures(filter: Filter = {}): AsyncIterable<Exposure> {
    return pages(this, EXPOSURES, filter);
  }

  async sizes({ scope, experiment }: ExperimentKey): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#query<{ group_name: string; count: number }>(SIZES, [scope, experiment]);
    return new Map(rows.map(({ group_name, count }) => [group_name, count]));
  }

  experiments(): Promise<ExperimentKey[]> {
    return experimentsOf(this);
  }

  async close(): Promise<void> {
    await Promise.all([this.#claims.idle(), this.#exposures.idle()]);
    await this.#pool.end();
  }

  rows<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.#query<Row>(sql, parameters);
  }

  // ---------------------------------------------------------------------------------------------------------------

  async #claimBatch(batch: readonly Assignment[]): Promise<Claim[]> {
    const firsts = firstOfEach(batch, keyOf);
    const rows = await this.#query<AssignmentRow>(
      CLAIM_MANY,
      columns(firsts, (one) => [
        one.scope,
        one.experiment,
        one.learner,
        one.group,
        one.strategy,
        one.assignedAt.toISOString(),
      ]),
      'abtest-claim',
    );
    const inserted = new Set(rows.map(keyOf));
    const winners = new Set(firsts.filter((one) => inserted.has(keyOf(one))));
    const stored = new Map([...winners].map((one) => [keyOf(one), copyOf(one)]));
    // A second statement, because the first one's snapshot does not show what others committed meanwhile.
    const losers = firsts.filter((one) => !winners.has(one));
    for (const one of await this.#peekMany(losers)) stored.set(keyOf(one), one);
    const claims: Claim[] = [];
    for (const one of batch) {
      const found = stored.get(keyOf(one));
      // Forgotten by another session between the two statements: the claim stands again.
      claims.push(
        found === undefined ? (await this.#claimBatch([one]))[0]! : { stored: found, won: winners.has(one) },
      );
    }
    return claims;
  }

  async #peekMany(keys: readonly AssignmentKey[]): Promise<Assignment[]> {
    if (keys.length === 0) return [];
    const values = columns(keys, ({ scope, experiment, learner }) => [scope, experiment, learner]);
    const rows = await this.#query<AssignmentRow>(PEEK_MANY, values, 'abtest-peek-many');
    return rows.map((row) => ASSIGNMENTS.item(row));
  }

  async #exposeBatch(batch: readonly Exposure[]): Promise<boolean[]> {
    const nameOf = (one: AssignmentKey & { context: string }) => `${keyOf(one)}\0${one.context}`;
    const firsts = firstOfEach(batch, nameOf);
    const rows = await this.#query<AssignmentKey & { context: string }>(
      EXPOSE_MANY,
      columns(firsts, (one) => [
        one.scope,
        one.experiment,
        one.learner,
        one.context,
        one.group,
        one.at.toISOString(),
      ]),
      'abtest-expose',
    );
    const recorded = new Set(rows.map(nameOf));
    const winners = new Set(firsts.filter((one) => recorded.has(nameOf(one))));
    return batch.map((one) => winners.has(one));
  }

  /** A statement with a name is prepared once on each connection. */
  #query<Row>(text: string, values: readonly unknown[], name?: string): Promise<Row[]> {
    const config = { text, values: [...values], ...(name === undefined ? {} : { name }) };
    return this.#reliably(async () => (await this.#pool.query(config)).rows as Row[]);
  }

  #inTransaction<T>(begin: string, work: () => Work<T>): Promise<T> {
    return this.#reliably(async () => {
      const client = await this.#pool.connect();
      let unusable = false;
      try {
        await client.query(begin);
        const rowsOf = async (statement: Sql) =>
          (await client.query(rendered(statement, WORDS), valuesOf(statement))).rows as SqlRow[];
        const answer = await runLater(work(), rowsOf);
        await client.query('commit');
        return answer;
      } catch (error) {
        await client.query('rollback').catch(() => {
          unusable = true;
        });
        throw error;
      } finally {
        client.release(unusable);
      }
    });
  }

  async #reliably<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await patiently(work, PATIENCE);
    } catch (error) {
      throw postgresTrouble(error, this.#name, this.#hide);
    }
  }
}

/** NUL is in no text that a store takes, so two keys never make one name. */
function keyOf({ scope, experiment, learner }: AssignmentKey): string {
  return `${scope}\0${experiment}\0${learner}`;
}

/** What the caller gave may be changed by the caller later. */
function copyOf({ scope, experiment, learner, group, strategy, assignedAt }: Assignment): Assignment {
  return { scope, experiment, learner, group, strategy, assignedAt: new Date(assignedAt) };
}

/** The first item of each name, ordered by name: sessions that lock rows in one order cannot deadlock. */
function firstOfEach<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const firsts = new Map<string, Item>();
  for (const item of items) {
    const name = nameOf(item);
    if (!firsts.has(name)) firsts.set(name, item);
  }
  return [...firsts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

/** Rows to one array for each column, as unnest takes them. */
function columns<Item>(items: readonly Item[], valuesOf: (item: Item) => string[]): string[][] {
  const rows = items.map(valuesOf);
  return rows[0]!.map((_, column) => rows.map((row) => row[column]!));
}

function valuesOf({ values }: Sql): unknown[] {
  return values.map((value) => (value instanceof Date ? value.toISOString() : value));
}
