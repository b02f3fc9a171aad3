/** Stores of released versions: opened unchanged, and the same as the stores that this version makes. */
import { beforeAll, describe, expect, it } from 'vitest';
import { NEW_FLAG } from '../../src/flags/flag-settings.js';
import { openStore } from '../../src/storage/open.js';
import { assignment } from './contract.js';
import type { PostgresServer } from './postgres-server.js';
import { type Connection, connect, describeSchema, type EngineName, release } from './released-schema.js';
import { scratch } from './scratch.js';
import { sharedPostgres } from './shared-postgres.js';

const newFile = scratch();
let server: PostgresServer;
beforeAll(async () => {
  server = await sharedPostgres();
});

const NEW_URLS: Readonly<Record<EngineName, () => Promise<string>>> = {
  sqlite: async () => `sqlite:${newFile()}`,
  postgres: () => server.createDatabase(),
};
const LOCK_TABLE = 'abtest_migration_lock';

async function on<T>(
  engine: EngineName,
  url: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(engine, url);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

describe.each(['sqlite', 'postgres'] as const)('a store that a released version created: %s', (engine) => {
  it('keeps its tables and rows when it is opened, and accepts new rows', async () => {
    const url = await NEW_URLS[engine]();
    const before = await on(engine, url, async (connection) => {
      await release(engine, connection);
      const instant = engine === 'sqlite' ? 1_772_600_767_089 : `'2026-03-04T05:06:07.089Z'`;
      await connection.rows(`insert into abtest_assignment
        values ('', 'video', 'grace', 'long', 'stable@1', ${instant})`);
      return describeSchema(engine, connection);
    });
    const store = await openStore(url);
    const kept = { scope: '', experiment: 'video', learner: 'grace', group: 'long', strategy: 'stable@1' };
    expect(await store.peek(kept)).toEqual({ ...kept, assignedAt: new Date('2026-03-04T05:06:07.089Z') });
    expect((await store.claim(assignment())).won).toBe(true);
    // The row of the released version has no position yet.
    const streamed = await store.assignmentsAfter('0');
    expect(new Set(streamed.rows.map(({ learner }) => learner))).toEqual(new Set(['ada', 'grace']));
    expect(streamed.rows.map(({ position }) => Number(position)).sort()).toEqual([1, 2]);
    const stamp = { at: new Date(0) };
    await store.data.experimentData.create({ user: 'ada', experiment_id: 1, key: 'k', value: 'v' }, stamp);
    await store.data.keyValues.create({ experiment_id: 1, key: 'k', value: 'v' }, stamp);
    await store.data.saveFlag({ name: 'a.b', definition: NEW_FLAG }, null, stamp);
    await store.close();
    const [after, seen] = await on(engine, url, async (connection) => [
      await describeSchema(engine, connection),
      await connection.rows(`select timestamp from abtest_migration where name < '0004'`),
    ]);
    expect(after).toEqual(before);
    expect(seen).toEqual(Array(3).fill({ timestamp: '2026-03-04T05:06:07.089Z' }));
  });

  it('has the schema of one that this version creates, which has no table for locks', async () => {
    const [old, own] = [await NEW_URLS[engine](), await NEW_URLS[engine]()];
    await (await openStore(own)).close();
    const made = await on(engine, own, (connection) => describeSchema(engine, connection));
    const released = await on(engine, old, async (connection) => {
      await release(engine, connection);
      await connection.rows(`drop table ${LOCK_TABLE}`);
      return describeSchema(engine, connection);
    });
    expect(made).toEqual(released);
  });

  it('is refused when a later migration was applied but not an earlier one', async () => {
    const url = await NEW_URLS[engine]();
    await on(engine, url, async (connection) => {
      await release(engine, connection);
      await connection.rows(`delete from abtest_migration where name = '0002-experiment-data'`);
    });
    await expect(openStore(url)).rejects.toMatchObject({
      code: 'store-corrupt',
      message: expect.stringContaining('but not 0002-experiment-data'),
    });
  });
});

it('waits for a released version that migrates the same PostgreSQL database', async () => {
  const url = await server.createDatabase();
  await on('postgres', url, async (other) => {
    // As Kysely's migrator takes its lock.
    await other.rows('select pg_advisory_lock(3853314791062309107)');
    const opening = openStore(url);
    let isWaiting = false;
    while (!isWaiting) {
      const [found] = await other.rows(`select 1 from pg_locks where locktype = 'advisory' and not granted`);
      isWaiting = found !== undefined;
    }
    await release('postgres', other);
    await other.rows('select pg_advisory_unlock(3853314791062309107)');
    await (await opening).close();
    const seen = await other.rows(`select timestamp from abtest_migration where name < '0004'`);
    expect(seen).toEqual(Array(3).fill({ timestamp: '2026-03-04T05:06:07.089Z' }));
  });
});
