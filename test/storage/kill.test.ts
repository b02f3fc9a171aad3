/** A process or a server is killed without warning: everything that was acknowledged must still be there. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/storage/open.js';
import { built } from '../built.js';
import { random, SEED, SOAK } from '../seed.js';
import { type Child, child, until } from './child.js';
import { PostgresServer } from './postgres-server.js';
import { scratch } from './scratch.js';

const delay = random('the moment of a kill');

/** In the soak 1,000 kills in all. */
const TIMES = SOAK > 1 ? 100 : 1;
const LONGEST = 600_000 * TIMES;

const newFile = scratch();
let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(async () => {
  await server?.stop();
});

describe('confirmed writes are stored after', () => {
  it(
    `${5 * TIMES} × kill -9 of a process with SQLite`,
    async () => {
      const url = `sqlite:${newFile()}`;
      for (let round = 0; round < 5 * TIMES; round += 1) await killProcess(url, `round ${round}`);
    },
    LONGEST,
  );

  it(
    `${3 * TIMES} × kill -9 of a process with PostgreSQL`,
    async () => {
      const url = await server.createDatabase();
      for (let round = 0; round < 3 * TIMES; round += 1) await killProcess(url, `round ${round}`);
    },
    LONGEST,
  );

  it(
    `${2 * TIMES} × kill -9 of the PostgreSQL server, and the process continues with the new one`,
    async () => {
      const url = await server.createDatabase();
      for (let round = 0; round < 2 * TIMES; round += 1) {
        const claimer = await started(url, `server ${round}`);
        await server.kill();
        await server.restart();
        const before = claimer.lines.length;
        await until(() => claimer.lines.length > before + 20, 'claims on the restarted server');
        claimer.process.kill('SIGKILL');
        await claimer.gone;
        await expectStored(url, claimer.lines);
      }
    },
    LONGEST,
  );
});

async function killProcess(url: string, name: string): Promise<void> {
  const claimer = await started(url, name);
  claimer.process.kill('SIGKILL');
  await claimer.gone;
  await expectStored(url, claimer.lines);
}

/** A process that has claimed something, at a random moment of its work. */
async function started(url: string, name: string): Promise<Child> {
  const claimer = child('kill.child.mjs', built('storage/open.js'), url, name, String(SEED));
  await until(() => claimer.lines.length > 0, 'the first claim');
  await new Promise((resolve) => setTimeout(resolve, delay() * 300));
  return claimer;
}

async function expectStored(url: string, lines: readonly string[]): Promise<void> {
  const store = await openStore(url);
  const lost = [];
  for (const line of lines) {
    const [learner, group] = JSON.parse(line) as [string, string];
    const stored = await store.peek({ scope: 'kill', experiment: '', learner });
    if (stored?.group !== group) lost.push({ learner, group, stored });
  }
  await store.close();
  expect(lines.length).toBeGreaterThan(0);
  expect(lost).toEqual([]);
}
