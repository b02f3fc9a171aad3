/** Behind a pooler, without any hint in the URL: PostgreSQL stores keep their contracts, and commits stay durable. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/storage/open.js';
import type { StoreWithData } from '../../src/storage/store.js';
import { isMissing } from '../programs.js';
import { assignment, contract } from './contract.js';
import { dataContract } from './data-contract.js';
import { factContract } from './fact-contract.js';
import { PgBouncer } from './pgbouncer.js';
import { POSTGRES_USERS, PostgresServer } from './postgres-server.js';

/** A role whose transactions would be acknowledged before they are on disk. */
const HASTY = { hasty: 'hastes' };
const USERS = { ...POSTGRES_USERS, ...HASTY };

let server: PostgresServer;
let transactions: PgBouncer;
let sessions: PgBouncer;
let statements: PgBouncer;

describe.skipIf(isMissing('pgbouncer'))('through PgBouncer', () => {
  beforeAll(async () => {
    server = await PostgresServer.start();
    const start = (mode: 'session' | 'transaction' | 'statement', poolSize: number) =>
      PgBouncer.start({ mode, server: server.port, users: USERS, poolSize });
    // Fewer connections than a store has: each transaction gets another one.
    transactions = await start('transaction', 3);
    // Enough for the connections of eight stores: each keeps its own.
    sessions = await start('session', 64);
    statements = await start('statement', 3);
  });
  afterAll(async () => {
    for (const each of [transactions, sessions, statements]) await each?.stop();
    await server?.stop();
  });

  contract('transaction mode', async () => transactions.through(await server.createDatabase()));
  dataContract('transaction mode', async () => transactions.through(await server.createDatabase()));
  factContract('transaction mode', async () => transactions.through(await server.createDatabase()));
  contract('session mode', async () => sessions.through(await server.createDatabase()));

  it.each(['session', 'transaction'])(
    'answers all claims of 8 stores with 20 callers each: %s mode',
    async (mode) => {
      const url = (mode === 'session' ? sessions : transactions).through(await server.createDatabase());
      const stores = await Promise.all(Array.from({ length: 8 }, () => openStore(url)));
      const callers = stores.flatMap((store) => Array.from({ length: 20 }, () => store));
      let next = 0;
      let won = 0;
      const groups = new Map<string, Set<string>>();
      const call = async (store: StoreWithData, caller: number) => {
        while (next < 6400) {
          const learner = `learner ${next % 1600}`;
          next += 1;
          const claim = await store.claim(assignment({ learner, group: `group ${caller % 7}` }));
          if (claim.won) won += 1;
          groups.set(learner, (groups.get(learner) ?? new Set()).add(claim.stored.group));
        }
      };
      await Promise.all(callers.map(call));
      expect(won).toBe(1600);
      expect([...groups.values()].filter(({ size }) => size !== 1)).toEqual([]);
      await Promise.all(stores.map((store) => store.close()));
    },
  );

  it.each(['directly', 'session', 'transaction'])(
    'commits synchronously whatever the role says: %s',
    async (way) => {
      const pooler = { directly: null, session: sessions, transaction: transactions }[way];
      for (const setting of ['off', 'local', 'remote_apply']) {
        const url = await server.createDatabase();
        await (await openStore(url)).close();
        await asAdmin(url, `${RECORDING}; alter role hasty set synchronous_commit = ${setting}`);
        const hasty = Object.assign(new URL(url), { username: 'hasty', password: HASTY.hasty }).href;
        const store = await openStore(pooler?.through(hasty) ?? hasty);
        await writeEverything(store);
        await store.close();
        expect(await asAdmin(url, 'select distinct commits, locks from recorded')).toEqual([
          { commits: setting === 'remote_apply' ? 'remote_apply' : 'on', locks: '5s' },
        ]);
        const counts = `select count(distinct transaction)::int as transactions,
        count(distinct source)::int as tables from recorded`;
        // Every table, by transactions of one statement and of several.
        expect(await asAdmin(url, counts)).toEqual([{ transactions: expect.any(Number), tables: 9 }]);
      }
    },
  );

  it.each([
    [
      'a setting in the URL',
      () => `${transactions.through(server.url('postgres'))}?options=-c%20search_path%3Dx`,
      /refuses a setting of the URL/,
    ],
    ['an unknown database', () => transactions.through(server.url('nowhere')), /does not exist/],
    [
      'a wrong password',
      () => transactions.through(server.url('postgres').replace(/:[^:@]*@/, ':wrong@')),
      /refuses this user/,
    ],
  ])('says in a sentence what to do: %s', async (_, url, message) => {
    const error = await openStore(url()).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'store-unavailable', message: expect.stringMatching(message) });
    expect((error as { hint: string }).hint).toMatch(/^[A-Z].*\.$/);
  });

  it('without transactions it claims, and names the setting where it cannot write', async () => {
    const url = await server.createDatabase();
    await (await openStore(url)).close();
    const store = await openStore(statements.through(url));
    expect((await store.claim(assignment())).won).toBe(true);
    const fields = { experiment_id: 1, key: 'k', value: 'v' };
    await expect(store.data.keyValues.create(fields, { at: new Date() })).rejects.toMatchObject({
      code: 'store-unavailable',
      hint: 'Set pool_mode = transaction in the pooler.',
    });
    await store.close();
  });
});

/** Each changed row of each table leaves what held in its transaction. */
const RECORDING = `
  do $$ begin create role hasty login password '${HASTY.hasty}'; exception when duplicate_object then end $$;
  create table recorded (transaction text, commits text, locks text, source text);
  create function record() returns trigger security definer language plpgsql as $$ begin
    insert into recorded values (pg_current_xact_id()::text, current_setting('synchronous_commit'),
      current_setting('lock_timeout'), tg_table_name);
    return coalesce(new, old);
  end $$;
  grant all on all tables in schema public to hasty;
  do $$ declare each text; begin
    for each in select tablename from pg_tables where tablename like 'abtest_%' loop
      execute format('create trigger recording before insert or update or delete on %I for each row execute function record()', each);
    end loop;
  end $$`;

async function writeEverything(store: StoreWithData): Promise<void> {
  const at = new Date('2026-01-01T00:00:00Z');
  for (let round = 0; round < 8; round += 1) {
    const one = assignment({ learner: `learner ${round}` });
    await store.claim(one);
    await store.claimMany([assignment({ learner: `other ${round}` })]);
    await store.reassign({ ...one, group: 'long' }, one.group);
    await store.expose({ ...one, context: 'page', at });
    await store.data.experimentData.upsert([{ user: 'ada', experiment_id: round, key: 'k', value: 'v' }], {
      at,
    });
    await store.data.keyValues.create({ experiment_id: round, key: 'k', value: 'v' }, { at });
    const fact = { kind: 'enrolments', course: 'c', item: '', alias: null, document: '{}', modified: at };
    await store.data.facts.put([{ ...fact, learner: one.learner }]);
    await store.end({ scope: '', experiment: `e${round}`, group: 'a', endedAt: at });
    await store.forget(one.learner);
  }
  await store.data.saveFlag({ name: 'f', definition: null }, null, { at });
}

async function asAdmin(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
