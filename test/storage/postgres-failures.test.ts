/** What goes wrong with a PostgreSQL server: every failure has its code, and the store goes on afterwards. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/storage/open.js';
import type { Store } from '../../src/storage/store.js';
import { assignment, collect } from './contract.js';
import type { PostgresServer } from './postgres-server.js';
import { sharedPostgres } from './shared-postgres.js';

let server: PostgresServer;

beforeAll(async () => {
  server = await sharedPostgres();
});

/** A store with one assignment, and a session of an administrator in its database. */
async function withStore(
  work: (store: Store, admin: pg.Client, url: string) => Promise<void>,
): Promise<void> {
  const url = await server.createDatabase();
  const store = await openStore(url);
  const admin = new pg.Client(url);
  await admin.connect();
  try {
    await store.claim(assignment());
    await work(store, admin, url);
  } finally {
    await admin.end();
    await store.close();
  }
}

const TERMINATE = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;
const NEW = assignment({ learner: 'grace' });

/** Sessions of the store in the database, or those of them that wait for a lock. */
async function sessions(admin: pg.Client, waiting = false): Promise<number> {
  // Within a transaction the view would stay as it was first read.
  await admin.query('select pg_stat_clear_snapshot()');
  const { rows } = await admin.query(`select count(*)::int from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()${waiting ? " and wait_event_type = 'Lock'" : ''}`);
  // What arrived before this answer is handled first.
  await new Promise((resolve) => setImmediate(resolve));
  return rows[0].count;
}

describe('dropped connections', () => {
  it('that are idle are replaced; the process continues', () =>
    withStore(async (store, admin) => {
      await Promise.all(Array.from({ length: 20 }, () => store.peek(NEW)));
      expect(await sessions(admin)).toBeGreaterThan(0);
      await admin.query(TERMINATE);
      await expect.poll(() => sessions(admin)).toBe(0);
      expect((await store.claim(NEW)).won).toBe(true);
      expect(await store.peek(assignment())).toEqual(assignment());
    }));

  it('in the middle of a claim: store-unavailable, and the next call works', () =>
    withStore(async (store, admin) => {
      await admin.query('begin');
      await admin.query('lock table abtest_assignment in access exclusive mode');
      const claims = [NEW, assignment()].map((one) => store.claim(one).catch((error: unknown) => error));
      const peek = store.peek(NEW).catch((error: unknown) => error);
      // Both claims are one statement.
      await expect.poll(() => sessions(admin, true)).toBe(2);
      await admin.query(TERMINATE);
      for (const answer of [...(await Promise.all(claims)), await peek]) {
        expect(answer).toMatchObject({ code: 'store-unavailable' });
      }
      await admin.query('rollback');
      expect(await store.peek(NEW)).toBeNull();
      expect((await store.claim(NEW)).won).toBe(true);
    }));
});

describe('refusals of the server', () => {
  it('a table that another session has locked: store-locked', () =>
    withStore(async (store, admin) => {
      await admin.query('begin');
      await admin.query('lock table abtest_assignment in access exclusive mode');
      await expect(store.claim(NEW)).rejects.toMatchObject({ code: 'store-locked' });
      await admin.query('rollback');
      expect((await store.claim(NEW)).won).toBe(true);
    }));

  it('a read-only database: store-readonly, reading still works', () =>
    withStore(async (_, admin, url) => {
      const name = new URL(url).pathname.slice(1);
      await admin.query(`alter database ${name} set default_transaction_read_only = on`);
      const store = await openStore(url);
      await expect(store.claim(NEW)).rejects.toMatchObject({ code: 'store-readonly' });
      expect(await store.peek(assignment())).toEqual(assignment());
      await store.close();
    }));

  it('a user who may only read: store-readonly', () =>
    withStore(async (_, admin, url) => {
      await admin.query(`create role reader login password 'reads'`);
      await admin.query('grant select on all tables in schema public to reader');
      const reader = new URL(url);
      reader.username = 'reader';
      reader.password = 'reads';
      const store = await openStore(reader.href);
      await expect(store.claim(NEW)).rejects.toMatchObject({ code: 'store-readonly' });
      expect(await store.peek(assignment())).toEqual(assignment());
      await store.close();
    }));

  it('a full disk: store-full', () =>
    withStore(async (store, admin) => {
      await raising(admin, '53100', 'true');
      await expect(store.claim(NEW)).rejects.toMatchObject({ code: 'store-full' });
      await admin.query('drop trigger raising on abtest_assignment');
      expect(await collect(store.list())).toEqual([assignment()]);
      expect((await store.claim(NEW)).won).toBe(true);
    }));

  it('a deadlock or a serialisation failure is retried', () =>
    withStore(async (store, admin) => {
      await admin.query('create sequence attempts');
      for (const state of ['40001', '40P01']) {
        await admin.query('alter sequence attempts restart');
        await raising(admin, state, `nextval('attempts') < 4`);
        expect((await store.claim(assignment({ learner: state }))).won).toBe(true);
      }
      await raising(admin, '40001', 'true');
      await expect(store.claim(NEW)).rejects.toMatchObject({ code: 'store-locked' });
    }));

  it('a missing table: store-corrupt', () =>
    withStore(async (store, admin) => {
      await admin.query('drop table abtest_assignment');
      await expect(store.claim(NEW)).rejects.toMatchObject({ code: 'store-corrupt' });
    }));
});

describe('a server that cannot be reached', () => {
  it.each([
    ['wrong password', (url: URL) => Object.assign(url, { password: 'hunter2secret' })],
    ['unknown user', (url: URL) => Object.assign(url, { username: 'nobody', password: 'hunter2secret' })],
    ['unknown database', (url: URL) => Object.assign(url, { pathname: '/hunter' })],
    ['no server there', (url: URL) => Object.assign(url, { port: '1', password: 'hunter2secret' })],
    [
      'password as a parameter',
      (url: URL) => Object.assign(url, { port: '1', search: '?password=hunter2secret' }),
    ],
  ])('%s: store-unavailable without the password', async (_, change) => {
    const url = change(new URL(server.url('postgres')));
    const password = decodeURIComponent(url.password);
    const error = await openStore(url.href).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ name: 'AbtestError', code: 'store-unavailable' });
    const shown = inspect(error, { depth: 10, showHidden: true });
    for (const secret of ['hunter2secret', password, url.password]) expect(shown).not.toContain(secret);
  });
});

/** Lets the server raise an error of its own on inserts for which the condition holds. */
async function raising(admin: pg.Client, state: string, condition: string): Promise<void> {
  await admin.query(`
    create or replace function raising() returns trigger language plpgsql as $$
    begin
      if ${condition} then raise exception 'raised' using errcode = '${state}'; end if;
      return new;
    end $$;
    create or replace trigger raising before insert on abtest_assignment for each row execute function raising()`);
}

describe('what a login needs', () => {
  it('is named, and the connection is closed: a password', async () => {
    // A server that asks for a password by SCRAM: the driver finds out by itself that it has none.
    const message = (kind: number, text: string) => {
      const body = Buffer.from(`\0\0\0${String.fromCharCode(kind)}${text}`);
      const length = Buffer.alloc(4);
      length.writeInt32BE(body.length + 4);
      return Buffer.concat([Buffer.from('R'), length, body]);
    };
    let closed = 0;
    const asking = createServer((socket) => {
      const answers = [message(10, 'SCRAM-SHA-256\0\0'), message(11, 'r=x,s=eA==,i=4096')];
      socket.on('data', () => socket.write(answers.shift() ?? ''));
      socket.on('error', () => {});
      socket.on('close', () => {
        closed += 1;
      });
    }).listen(0, '127.0.0.1');
    await once(asking, 'listening');
    const { port } = asking.address() as AddressInfo;
    const env = process.env.PGPASSWORD;
    delete process.env.PGPASSWORD;
    await expect(openStore(`postgres://user@127.0.0.1:${port}/db`)).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('asks for a password'),
      hint: expect.stringContaining('PGPASSWORD'),
    });
    if (env !== undefined) process.env.PGPASSWORD = env;
    await expect.poll(() => closed).toBe(1);
    asking.close();
  });

  it.each([
    ['an unknown setting', 'options=-c%20nosuch%3D1'],
    ['a setting with a wrong value', 'options=-c%20statement_timeout%3Dlong'],
  ])('is named: %s', async (_, settings) => {
    await expect(openStore(`${server.url('postgres')}?${settings}`)).rejects.toMatchObject({
      message: expect.stringContaining('rejects a setting of the URL'),
    });
  });
});
