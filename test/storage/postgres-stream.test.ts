/** Streams of a PostgreSQL store: transactions that commit late, writers of older versions, readers that may not write. */
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { streamExposures } from '../../src/runtime/stream.js';
import { openStore } from '../../src/storage/open.js';
import { PostgresEngine } from '../../src/storage/postgres/postgres-engine.js';
import { allAtOnce } from '../../src/storage/postgres/postgres-statements.js';
import type { SqlEngine } from '../../src/storage/sql/sql-engine.js';
import { SqlStream } from '../../src/storage/sql/sql-stream.js';
import { EXPOSURES } from '../../src/storage/sql/tables.js';
import type { Store } from '../../src/storage/store.js';
import type { PostgresServer } from './postgres-server.js';
import { sharedPostgres } from './shared-postgres.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await sharedPostgres();
});

const at = new Date('2026-03-04T05:06:07.089Z');
const exposure = (learner: string) => ({
  scope: 's',
  experiment: 'e',
  learner,
  context: 'c',
  group: 'g',
  at,
});
/** As a version without positions stores a row. */
const insert = (learner: string) => `insert into abtest_exposure
  (scope, experiment, learner, context, group_name, exposed_at) values ('s', 'e', '${learner}', 'c', 'g', now())`;

async function withStore(work: (store: Store, other: pg.Client, url: string) => Promise<void>) {
  const url = await server.createDatabase();
  const store = await openStore(url);
  const other = new pg.Client(url);
  await other.connect();
  try {
    await work(store, other, url);
  } finally {
    await other.end();
    await store.close();
  }
}

async function learnersAfter(store: Store, after: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { learner } of streamExposures(store, { after })) found.push(learner);
  return found;
}

it('a row of a transaction that commits late gets a position after those that were read', () =>
  withStore(async (store, other) => {
    await other.query('begin');
    await other.query(insert('late'));
    await store.expose(exposure('early'));
    const first = await store.exposuresAfter('0');
    expect(first.rows.map(({ learner }) => learner)).toEqual(['early']);
    await store.expose(exposure('between'));
    await other.query('commit');
    expect(await learnersAfter(store, first.position)).toEqual(['between', 'late']);
    expect(await learnersAfter(store, '0')).toEqual(['early', 'between', 'late']);
  }));

it('two readers that number rows at once give each row one position', () =>
  withStore(async (store, other, url) => {
    await other.query(`insert into abtest_exposure (scope, experiment, learner, context, group_name, exposed_at)
      select 's', 'e', 'learner ' || n, 'c', 'g', now() from generate_series(1, 3500) as n`);
    const second = await openStore(url);
    const [one, two] = await Promise.all([learnersAfter(store, '0'), learnersAfter(second, '0')]);
    expect(new Set(one).size).toBe(3500);
    expect(one).toHaveLength(3500);
    expect(two).toEqual(one);
    await second.close();
  }));

it('a reader sees the rows that another one numbers between its statements', () =>
  withStore(async (store, other, url) => {
    const pool = new pg.Pool({ connectionString: url });
    const engine = new PostgresEngine({ pool, name: url, hide: String, patience: 30_000 });
    await other.query(insert('stored before'));
    let statements = 0;
    const interrupted: SqlEngine = {
      words: engine.words,
      read: (work) => engine.read(work),
      write: (work) => engine.write(work),
      rows: async (statement) => {
        const rows = await engine.rows(statement);
        statements += 1;
        if (statements === 1) expect(await learnersAfter(store, '0')).toEqual(['stored before']);
        return rows;
      },
    };
    const part = await new SqlStream(interrupted, EXPOSURES, allAtOnce).after('0', {});
    expect(part.rows.map(({ learner }) => learner)).toEqual(['stored before']);
    expect(part.position).toBe('1');
    await pool.end();
  }));

it('a reader that may not write gets what is numbered, and is told why there is no more', () =>
  withStore(async (store, other, url) => {
    await store.expose(exposure('numbered'));
    await learnersAfter(store, '0');
    await other.query(`create role stream_reader login password 'reads'`);
    await other.query('grant select on all tables in schema public to stream_reader');
    const reader = Object.assign(new URL(url), { username: 'stream_reader', password: 'reads' });
    const reading = await openStore(reader.href);
    expect(await learnersAfter(reading, '0')).toEqual(['numbered']);
    await store.expose(exposure('new'));
    await expect(reading.exposuresAfter('0')).rejects.toMatchObject({ code: 'store-readonly' });
    await reading.close();
  }));
