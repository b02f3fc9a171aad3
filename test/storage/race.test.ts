/** Several processes claim the same learners with random groups: all must be answered the same. */
import { beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/storage/open.js';
import { built } from '../built.js';
import { isMissing } from '../programs.js';
import { SEED, SOAK } from '../seed.js';
import { child, until } from './child.js';
import { collect } from './contract.js';
import { PgBouncer } from './pgbouncer.js';
import { POSTGRES_USERS, type PostgresServer } from './postgres-server.js';
import { scratch } from './scratch.js';
import { sharedPostgres } from './shared-postgres.js';

const PROCESSES = 4;
const LEARNERS = 5000 * SOAK;

const newFile = scratch();
let server: PostgresServer;

beforeAll(async () => {
  server = await sharedPostgres();
});

describe(`${PROCESSES} processes × ${LEARNERS} learners`, () => {
  it('SQLite: 0 disagreements', async () => race(`sqlite:${newFile()}`));
  it('PostgreSQL: 0 disagreements', async () => race(await server.createDatabase()));
  it.skipIf(isMissing('pgbouncer'))('PostgreSQL through a pooler: 0 disagreements', async () => {
    const { port } = server;
    const pooler = await PgBouncer.start({
      mode: 'transaction',
      server: port,
      users: POSTGRES_USERS,
      poolSize: 4,
    });
    await race(pooler.through(await server.createDatabase()));
    await pooler.stop();
  });
});

async function race(url: string): Promise<void> {
  const racers = Array.from({ length: PROCESSES }, (_, racer) =>
    child('race.child.mjs', built('storage/open.js'), url, String(LEARNERS), `${SEED} ${racer}`),
  );
  // A process that ends early rejects with what it wrote.
  await Promise.race([
    until(() => racers.every(({ lines }) => lines[0] === 'ready'), 'all processes to be ready'),
    Promise.all(racers.map(({ done }) => done)),
  ]);
  for (const racer of racers) racer.process.stdin?.write('go\n');
  const results = [];
  for (const racer of racers) {
    const [, line = ''] = await racer.done;
    results.push(JSON.parse(line) as { won: number; answers: string[] });
  }
  const store = await openStore(url);
  const stored = new Map((await collect(store.list())).map(({ learner, group }) => [learner, group]));
  await store.close();
  expect(stored.size).toBe(LEARNERS);
  let disagreements = 0;
  for (const { answers } of results) {
    expect(answers).toHaveLength(LEARNERS);
    for (const [index, group] of answers.entries()) {
      if (stored.get(`learner ${index}`) !== group) disagreements += 1;
    }
  }
  expect(disagreements).toBe(0);
  expect(results.reduce((sum, { won }) => sum + won, 0)).toBe(LEARNERS);
  // Otherwise it was no race.
  expect(results.filter(({ won }) => won > 0).length).toBeGreaterThan(1);
}
