/** What the service must stand: many at once, two instances, stores and processes that die, and being stopped. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/index.js';
import { DEFAULT_LIMITS } from '../../src/service/http/limits.js';
import { random, SOAK } from '../seed.js';
import { until } from '../storage/child.js';
import { PostgresServer } from '../storage/postgres-server.js';
import { scratch } from '../storage/scratch.js';
import {
  type ConnectionLog,
  type Failed,
  Keeper,
  loggingConnections,
  type Reply,
  type ServiceProcess,
  serve,
  serveWith,
} from './service-process.js';
import { assignment, COURSE, TONE } from './v1/scene.js';

const pause = random('the pauses between kills');
const LEARNERS = 300;
const AT_ONCE = 4;
const CALLERS = 50;
/** Ends a hang, in milliseconds. */
const LONGEST = 300_000 * SOAK;
/** Milliseconds after the port was closed in which requests on open connections are answered; half of what the service allows them. */
const ANSWERED_FOR = DEFAULT_LIMITS.linger / 2;

const newFile = scratch();
let postgres: PostgresServer;
const running: ServiceProcess[] = [];
beforeAll(async () => {
  postgres = await PostgresServer.start();
});
afterEach(async () => {
  for (const each of running.splice(0)) {
    each.process.kill('SIGKILL');
    await each.ended;
  }
});
afterAll(() => postgres?.stop());

async function started(store: string, ...more: readonly string[]): Promise<ServiceProcess> {
  const service = await serve(store, ...more);
  running.push(service);
  return service;
}

describe('first assignments', () => {
  test(
    `${LEARNERS} learners, each ${AT_ONCE} times at once on each of two instances: one group each`,
    async () => {
      for (let round = 0; round < SOAK; round += 1) {
        const url = await postgres.createDatabase();
        const keepers = (await Promise.all([started(url), started(url)])).map(
          (service) => new Keeper(service.url),
        );
        const asked = Array.from({ length: LEARNERS * AT_ONCE }, (_, index) => `learner ${index % LEARNERS}`);
        const answers = await Promise.all(
          keepers.flatMap((keeper) =>
            asked.map(async (learner) => ({
              learner,
              answer: await keeper.ask('PUT', assignment(TONE, learner)),
            })),
          ),
        );
        for (const keeper of keepers) keeper.close();
        expect(answers.filter(({ answer }) => ![200, 201].includes((answer as Reply).status))).toEqual([]);
        const groups = await storedGroups(url);
        expect(groups.size).toBe(LEARNERS);
        expect(
          answers.filter(({ learner, answer }) => (answer as Reply).body.group !== groups.get(learner)),
        ).toEqual([]);
        expect(answers.filter(({ answer }) => (answer as Reply).status === 201)).toHaveLength(LEARNERS);
      }
    },
    LONGEST,
  );
});

describe('confirmed writes are stored after', () => {
  test(
    'PostgreSQL was killed and restarted under load; until then 503, and the service recovers',
    async () => {
      const url = await postgres.createDatabase();
      const load = new Load(await started(url));
      await until(() => load.acknowledged.size > 200, 'the first assignments');
      for (let round = 0; round < SOAK; round += 1) {
        const before = load.refused.length;
        await postgres.kill();
        await until(() => load.refused.length > before, 'the service to notice');
        await postgres.restart();
        const then = load.acknowledged.size;
        await until(() => load.acknowledged.size > then + 200, 'assignments on the restarted server');
      }
      await load.stop();
      expect(load.odd).toEqual([]);
      for (const { status, headers, body } of load.refused) {
        expect(status).toBe(503);
        expect(Number(headers['retry-after'])).toBeGreaterThan(0);
        expect(headers['content-type']).toMatch(/^application\/problem\+json/);
        expect(body).toMatchObject({ status: 503, detail: expect.any(String) });
        expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|postgres:/);
      }
      await expectStored(url, load.acknowledged);
    },
    LONGEST,
  );

  test.each(['SQLite', 'PostgreSQL'])(
    'the service was killed under load, on %s',
    async (engine) => {
      const url = engine === 'SQLite' ? `sqlite:${newFile()}` : await postgres.createDatabase();
      for (let round = 0; round < SOAK; round += 1) {
        const service = await started(url);
        const load = new Load(service, `round ${round} `);
        await until(() => load.acknowledged.size > 200, 'the first assignments');
        await sleep(pause() * 200);
        service.process.kill('SIGKILL');
        expect(await service.ended).toBe('SIGKILL');
        await load.stop();
        await expectStored(url, load.acknowledged);
      }
    },
    LONGEST,
  );
});

describe('shutdown', () => {
  test.each([
    ['SIGTERM', 'connections that are kept', true],
    ['SIGTERM', 'a connection for each request', false],
    ['SIGINT', 'connections that are kept', true],
  ] as const)(
    '%s under load, %s: requests on accepted connections are answered, others are refused; exit 0',
    async (signal, _, isKept) => {
      for (let round = 0; round < SOAK; round += 1) {
        const url = `sqlite:${newFile()}`;
        const log = newFile();
        const service = await serveWith(loggingConnections(log), url);
        running.push(service);
        const load = new Load(service, '', isKept);
        await until(() => load.acknowledged.size > 200, 'the first assignments');
        await sleep(pause() * 100);
        service.process.kill(signal);
        expect(await service.ended).toBe(0);
        await load.stop();
        const connections = JSON.parse(readFileSync(log, 'utf8')) as ConnectionLog;
        expect(connections.portClosedAt).not.toBeNull();
        expect(connections.accepted.length).toBeGreaterThanOrEqual(CALLERS);
        expect(load.failed.filter((each) => isDue(each, connections))).toEqual([]);
        expect(load.failed.filter(({ error }) => !CUT_OFF.has(error))).toEqual([]);
        expect(load.odd).toEqual([]);
        expect(service.stderr()).toContain('olx-abtest: stopped\n');
        await expectStored(url, load.acknowledged);
      }
    },
    LONGEST,
  );

  test('requests on connections that the system holds for the service when it is stopped are answered', async () => {
    const service = await started('memory:');
    service.process.kill('SIGSTOP');
    const keeper = new Keeper(service.url);
    const answers = Array.from({ length: CALLERS }, (_, index) =>
      keeper.ask('PUT', assignment(TONE, `learner ${index}`)),
    );
    await until(() => keeper.sent === CALLERS, 'all requests to be sent');
    service.process.kill('SIGTERM');
    service.process.kill('SIGCONT');
    const odd = (await Promise.all(answers)).filter((each) => !('status' in each) || each.status !== 201);
    expect(odd).toEqual([]);
    keeper.close();
    expect(await service.ended).toBe(0);
  });

  test('a second signal ends at once', async () => {
    const service = await started('memory:', '--drain', '60');
    service.process.kill('SIGTERM');
    await until(() => service.stderr().includes('SIGTERM'), 'the first signal to be heard');
    service.process.kill('SIGTERM');
    expect(await service.ended).toBe(143);
  });
});

/** How a request ends for which no connection was accepted, or whose connection was closed before it arrived. */
const CUT_OFF = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/**
 * Whether a response was promised to a failed request: it was sent on a connection that the service had accepted, and
 * soon enough. No program can prevent the others: the system completes connections that a process never gets to accept,
 * and a client may send on a connection that the service has just closed.
 */
function isDue(
  { startedAt, sentAt, localPort, isReused }: Failed,
  { accepted, portClosedAt }: ConnectionLog,
): boolean {
  if (sentAt === null || portClosedAt === null || sentAt > portClosedAt + ANSWERED_FOR) return false;
  return accepted.some(({ port, at }) => port === localPort && (isReused || at >= startedAt));
}

/** Callers who each ask for ever new learners until they are stopped, or nobody is there any more. */
class Load {
  /** By learner: the group that was answered. */
  readonly acknowledged = new Map<string, string>();
  readonly refused: Reply[] = [];
  /** Neither a group nor 503. */
  readonly odd: Reply[] = [];
  readonly failed: Failed[] = [];
  readonly #keeper: Keeper;
  readonly #callers: Promise<unknown>;
  #stopped = false;

  constructor(service: ServiceProcess, name = '', isKept = true) {
    this.#keeper = new Keeper(service.url, isKept);
    this.#callers = Promise.all(
      Array.from({ length: CALLERS }, (_, index) => this.#call(`${name}caller ${index}`)),
    );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#callers;
    this.#keeper.close();
  }

  async #call(caller: string): Promise<void> {
    for (let number = 0; !this.#stopped; number += 1) {
      const learner = `${caller}, learner ${number}`;
      const answer = await this.#keeper.ask('PUT', assignment(TONE, learner));
      if ('error' in answer) {
        this.failed.push(answer);
        if (answer.error === 'ECONNREFUSED') return;
        await sleep(20);
      } else if (answer.status === 503) {
        this.refused.push(answer);
        await sleep(20);
      } else if (answer.status === 201) this.acknowledged.set(learner, answer.body.group);
      else this.odd.push(answer);
    }
  }
}

async function storedGroups(url: string): Promise<Map<string, string>> {
  const store = await openStore(url);
  const groups = new Map<string, string>();
  for await (const { learner, group } of store.list({ scope: COURSE, experiment: TONE }))
    groups.set(learner, group);
  await store.close();
  return groups;
}

async function expectStored(url: string, acknowledged: ReadonlyMap<string, string>): Promise<void> {
  const groups = await storedGroups(url);
  expect(acknowledged.size).toBeGreaterThan(200);
  expect([...acknowledged].filter(([learner, group]) => groups.get(learner) !== group)).toEqual([]);
}
