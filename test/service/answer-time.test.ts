/** An answer that takes too long is a 503; what its handler returns later changes nothing. The clock is moved by hand. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AbtestError } from '../../src/index.js';
import { type Running, start, V0 } from './service.js';

const DATA = `${V0}/data/`;
const NAME = 'zebulon.the.great';
const LIMIT = 60_000;
const NOTHING = { rows: [], count: 0 };
/** Ends a hang. */
const WAIT = { timeout: 120_000 };

const running: Running[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const service of running.splice(0)) await service.close();
});

/** A service whose handlers end when they are told to. */
async function begin(end: () => typeof NOTHING = () => NOTHING) {
  const lines: string[] = [];
  const log = { level: 'debug' as const, stream: { write: (line: string) => void lines.push(line) } };
  const service = await start('memory:', { log, limits: { answer: LIMIT } });
  running.push(service);
  const waiting: (() => void)[] = [];
  let ended = 0;
  service.store.data.experimentData.list = async () => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    ended += 1;
    return end();
  };
  return {
    ...service,
    /** Of requests only. */
    said: () => lines.map((line) => JSON.parse(line)).filter(({ reqId }) => reqId !== undefined),
    text: () => lines.join(''),
    /** Resolves once so many handlers are at work. */
    working: (count: number) => vi.waitUntil(() => waiting.length === count, real),
    async release() {
      const count = ended + waiting.length;
      for (const each of waiting.splice(0)) each();
      await vi.waitUntil(() => ended === count, real);
    },
  };
}

/** Looks again by a timer that is not moved by hand. */
const real = { ...WAIT, interval: 5 };
const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

it('a response in time is not cut off, and an answered request is not refused later', async () => {
  const { as, said, working, release } = await begin();
  const ada = await as(NAME);
  const asked = Array.from({ length: 20 }, () => ada.ask('GET', DATA));
  await working(20);
  vi.advanceTimersByTime(LIMIT - 1);
  await release();
  expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([200]));
  vi.advanceTimersByTime(LIMIT * 2);
  await turn();
  expect(said().filter(({ level }) => level !== 'info')).toEqual([]);
});

it('a late result of a handler is ignored, and does not throw', async () => {
  const { as, store, said, text, working, release } = await begin();
  const ada = await as(NAME);
  const asked = Array.from({ length: 5 }, () => ada.ask('GET', `${DATA}?key=${NAME}`));
  await working(5);
  // A second later at the most.
  vi.advanceTimersByTime(LIMIT + 1000);
  for (const { status, body, headers } of await Promise.all(asked)) {
    expect([status, body]).toEqual([503, { detail: 'The response took too long.' }]);
    expect(headers.get('Retry-After')).toBe('2');
  }
  await release();
  await turn();
  const each = (msg: string) => said().filter((line) => line.msg === msg);
  expect([each('answered').length, each('failed').length, said().length]).toEqual([5, 5, 10]);
  expect(each('answered')[0].status).toBe(503);
  expect(text()).not.toContain(NAME);
  // The connection is as good as before.
  store.data.experimentData.list = async () => NOTHING;
  expect((await ada.ask('GET', DATA)).status).toBe(200);
});

it('a late failure of a handler is logged, without names', async () => {
  const { as, said, text, working, release } = await begin(() => {
    throw new AbtestError('store-unavailable', `lost the row of ${NAME}`);
  });
  const asked = (await as(NAME)).ask('GET', `${DATA}?key=${NAME}`);
  await working(1);
  vi.advanceTimersByTime(LIMIT + 1000);
  const answer = await asked;
  expect([answer.status, answer.body]).toEqual([503, { detail: 'The response took too long.' }]);
  await release();
  const failures = () => said().filter(({ msg }) => msg === 'failed');
  await vi.waitUntil(() => failures().length === 2, real);
  expect(failures().map(({ failure }) => failure.message)).toEqual([
    'The response took too long.',
    'lost the row of [somebody]',
  ]);
  expect(said()).toHaveLength(3);
  expect(text()).not.toContain(NAME);
});
