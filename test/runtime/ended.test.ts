/** After its end an experiment shows one group, draws no learner and records no exposure. */
import { afterEach, expect, test, vi } from 'vitest';
import { createRuntime, openStore, type Store } from '../../src/index.js';
import { abtest } from './blocks.js';

const block = abtest('a .5 b .3');
const AT = new Date('2026-05-01T00:00:00Z');
const LEARNERS = Array.from({ length: 50 }, (_, index) => `learner${index}`);
const endWith = (store: Store, group: string) =>
  store.end({ scope: '', experiment: block.experiment!, group, endedAt: AT });

afterEach(() => {
  vi.useRealTimers();
});

test('everybody gets the kept group: those who had one, and newcomers', async () => {
  const store = await openStore('memory:');
  await createRuntime({ store }).assignMany(block, LEARNERS.slice(0, 20));
  const before = await store.sizes({ scope: '', experiment: block.experiment! });
  await endWith(store, 'b');
  const runtime = createRuntime({ store });
  const kept = { group: 'b', reason: 'ended', stale: false, assignment: null };
  for (const decision of await runtime.assignMany(block, LEARNERS)) expect(decision).toMatchObject(kept);
  for (const learner of LEARNERS) {
    expect(await runtime.assign(block, learner)).toMatchObject(kept);
    expect(await runtime.peek(block, learner)).toMatchObject(kept);
    expect(await runtime.expose(block, learner, 'page')).toMatchObject({ first: false, decision: kept });
  }
  expect(await store.sizes({ scope: '', experiment: block.experiment! })).toEqual(before);
  expect(await collected(store)).toEqual([]);
});

test('a group that the block does not have shows the default group', async () => {
  const store = await openStore('memory:');
  await endWith(store, 'gone');
  const { shown, ...decision } = await createRuntime({ store }).assign(block, 'ada');
  expect([decision.group, decision.reason, decision.stale, shown?.isDefault]).toEqual([
    'gone',
    'ended',
    true,
    true,
  ]);
});

test('a group that is forced is shown all the same, and another scope runs on', async () => {
  const store = await openStore('memory:');
  await endWith(store, 'b');
  const forced = createRuntime({ store, force: () => 'a' });
  expect(await forced.assign(block, 'ada')).toMatchObject({ group: 'a', reason: 'forced' });
  const other = createRuntime({ store, scope: 'course-v1:a+b+c' });
  expect(await other.assign(block, 'ada')).toMatchObject({ reason: 'split' });
});

test('a runtime that was running notices within a second', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const store = await openStore('memory:');
  const runtime = createRuntime({ store });
  expect(await runtime.assign(block, 'ada')).toMatchObject({ reason: 'split' });
  await endWith(store, 'b');
  expect(await runtime.assign(block, 'ada')).toMatchObject({ reason: 'stored' });
  vi.advanceTimersByTime(1001);
  expect(await runtime.assign(block, 'ada')).toMatchObject({ group: 'b', reason: 'ended' });
});

async function collected(store: Store): Promise<unknown[]> {
  const found = [];
  for await (const each of store.exposures()) found.push(each);
  return found;
}
