/** The primary goes and a standby is promoted: 503 meanwhile, then on, and every acknowledged assignment is there. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/index.js';
import { until } from '../storage/child.js';
import { StandbyPair, serverPrograms } from '../storage/standby-pair.js';
import { type ServiceProcess, serve } from './service-process.js';
import { assignment, TONE } from './v1/scene.js';

const CALLERS = 10;
const programs = serverPrograms();
if (programs === null) {
  console.warn('NOT RUN: fail-over, which needs the server programs of the Debian package postgresql');
}

describe.skipIf(programs === null && process.env.CI !== 'true')('with a synchronous standby', () => {
  let pair: StandbyPair;
  let service: ServiceProcess | null = null;
  beforeAll(async () => {
    pair = await StandbyPair.start(programs!);
  });
  afterAll(async () => {
    service?.process.kill('SIGKILL');
    await service?.ended;
    await pair?.stop();
  });

  test('a commit that an administrator takes from the wait for the standby is not acknowledged', async () => {
    const store = await openStore(pair.url);
    const resume = await pair.pauseStandby();
    const claims = ['ada', 'grace'].map((learner) =>
      store
        .claim({ scope: '', experiment: 'e', learner, group: 'a', strategy: 's', assignedAt: new Date() })
        .catch((error: unknown) => error),
    );
    await expect.poll(() => pair.cancelWaits()).toBeGreaterThan(0);
    for (const answer of await Promise.all(claims)) {
      expect(answer).toMatchObject({
        code: 'store-unavailable',
        message: expect.stringMatching('the wait for the standby was cancelled'),
      });
    }
    resume();
    await store.close();
  });

  test('a fail-over: 503 during it, answers after it, and nothing acknowledged is lost', async () => {
    service = await serve(pair.url);
    const calls = new Calls(service.url);
    await calls.acknowledge(100);
    pair.killPrimary();
    await calls.refuse(CALLERS);
    pair.moveAddress();
    await calls.refuse(CALLERS);
    await pair.promoteStandby();
    await calls.acknowledge(100);
    await calls.end();
    expect([...calls.refusals]).toEqual(['503, Retry-After 2']);
    const store = await openStore(pair.url);
    const stored = new Map<string, string>();
    for await (const { learner, group } of store.list()) stored.set(learner, group);
    await store.close();
    expect([...calls.acknowledged].filter(([learner, group]) => stored.get(learner) !== group)).toEqual([]);
  });
});

/** Callers that request the first assignment of one learner after the other. */
class Calls {
  /** Groups by learner. */
  readonly acknowledged = new Map<string, string>();
  readonly refusals = new Set<string>();
  readonly #callers: Promise<void>[];
  #refused = 0;
  #ended = false;

  constructor(url: string) {
    this.#callers = Array.from({ length: CALLERS }, (_, caller) => this.#call(url, caller));
  }

  /** Resolves after so many more assignments. */
  acknowledge(more: number): Promise<void> {
    const enough = this.acknowledged.size + more;
    return until(() => this.acknowledged.size >= enough, 'assignments');
  }

  /** Resolves after so many more refusals. */
  refuse(more: number): Promise<void> {
    const enough = this.#refused + more;
    return until(() => this.#refused >= enough, 'refusals');
  }

  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#callers);
  }

  async #call(url: string, caller: number): Promise<void> {
    for (let number = 0; !this.#ended; number += 1) {
      const learner = `learner ${caller} ${number}`;
      const answer = await fetch(url + assignment(TONE, learner), { method: 'PUT' });
      const { group } = (await answer.json()) as { group: string };
      if (answer.status === 201) this.acknowledged.set(learner, group);
      else {
        this.#refused += 1;
        this.refusals.add(`${answer.status}, Retry-After ${answer.headers.get('Retry-After')}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }
}
