/** An answer that takes too long is a 503; what its handler says later disturbs nobody. */
import { afterEach, expect, it } from 'vitest';
import { AbtestError } from '../../src/index.js';
import { type Running, start, V0 } from './service.js';

const DATA = `${V0}/data/`;
const NAME = 'zebulon.the.great';
const LIMIT = 200;
const NOTHING = { rows: [], count: 0 };

const running: Running[] = [];
afterEach(async () => {
  for (const service of running.splice(0)) await service.close();
});

async function begin() {
  const lines: string[] = [];
  const log = { level: 'debug' as const, stream: { write: (line: string) => void lines.push(line) } };
  const service = await start('memory:', { log, limits: { answer: LIMIT } });
  running.push(service);
  /** Of requests only. */
  const said = () => lines.map((line) => JSON.parse(line)).filter(({ reqId }) => reqId !== undefined);
  return { ...service, said, text: () => lines.join('') };
}

const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time));

it('in time nothing is cut off', async () => {
  const { as, store, said } = await begin();
  store.data.experimentData.list = () => pause(LIMIT / 4).then(() => NOTHING);
  const ada = await as(NAME);
  const answers = await Promise.all(Array.from({ length: 20 }, () => ada.ask('GET', DATA)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  await pause(LIMIT * 2);
  expect(said().filter(({ level }) => level !== 'info')).toEqual([]);
});

it('a handler that answers later is not heard, and goes on in peace', async () => {
  const { as, store, said, text } = await begin();
  let done = 0;
  store.data.experimentData.list = async () => {
    await pause(LIMIT * 2.5);
    done += 1;
    return NOTHING;
  };
  const ada = await as(NAME);
  const answers = await Promise.all(Array.from({ length: 5 }, () => ada.ask('GET', `${DATA}?key=${NAME}`)));
  for (const { status, body, headers } of answers) {
    expect([status, body]).toEqual([503, { detail: 'The answer took too long.' }]);
    expect(headers.get('Retry-After')).toBe('2');
  }
  expect(done).toBe(0);
  await pause(LIMIT * 3);
  expect(done).toBe(5);
  const each = (msg: string) => said().filter((line) => line.msg === msg);
  expect([each('answered').length, each('failed').length, said().length]).toEqual([5, 5, 10]);
  expect(each('answered')[0].status).toBe(503);
  expect(text()).not.toContain(NAME);
  // The connection is as good as before.
  store.data.experimentData.list = async () => NOTHING;
  expect((await ada.ask('GET', DATA)).status).toBe(200);
});

it('a handler that fails later is told to the log, without names', async () => {
  const { as, store, said, text } = await begin();
  store.data.experimentData.list = async () => {
    await pause(LIMIT * 2.5);
    throw new AbtestError('store-unavailable', `lost the row of ${NAME}`);
  };
  const answer = await (await as(NAME)).ask('GET', `${DATA}?key=${NAME}`);
  expect([answer.status, answer.body]).toEqual([503, { detail: 'The answer took too long.' }]);
  await pause(LIMIT * 3);
  const failures = said().filter(({ msg }) => msg === 'failed');
  expect(failures.map(({ failure }) => failure.message)).toEqual([
    'The answer took too long.',
    'lost the row of [somebody]',
  ]);
  expect(said()).toHaveLength(3);
  expect(text()).not.toContain(NAME);
});
