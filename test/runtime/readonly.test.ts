/** A store that can be read but not written: who has a group keeps it, and nobody gets a new one. */
import { expect, it } from 'vitest';
import { AbtestError, createRuntime, openStore, randomStrategy, type Store } from '../../src/index.js';
import { abtest } from './blocks.js';

const block = abtest('a .5 b .3');
const READ_ONLY = new AbtestError('store-readonly', 'The store cannot be written');

/** What a store answers from now on, and how often it was asked to claim and to peek. */
async function frozen(error: Error = READ_ONLY) {
  const store = await openStore('memory:');
  const { group } = await createRuntime({ store }).assign(block, 'ada');
  const asked = { claim: 0, peek: 0 };
  const reading: Store = Object.create(store, {
    claim: {
      value: async () => {
        asked.claim += 1;
        throw error;
      },
    },
    ending: { value: (key: Parameters<Store['ending']>[0]) => store.ending(key) },
    reassign: { value: () => Promise.reject(error) },
    expose: { value: () => Promise.reject(error) },
    peek: {
      value: (key: Parameters<Store['peek']>[0]) => {
        asked.peek += 1;
        return store.peek(key);
      },
    },
  });
  return { reading, group, asked, learners: () => store.sizes({ scope: '', experiment: 'E' }) };
}

it('returns stored assignments with the reason stored', async () => {
  const { reading, group, asked } = await frozen();
  // Another draw would be another group: it is the stored one that counts.
  for (const strategy of [randomStrategy(() => 0), randomStrategy(() => 0.999)]) {
    const decision = await createRuntime({ store: reading, strategy }).assign(block, 'ada');
    expect(decision).toMatchObject({ group, reason: 'stored', stale: false, learner: 'ada' });
    expect(decision.assignment).toMatchObject({ learner: 'ada', strategy: 'stable@1' });
  }
  expect(asked).toEqual({ claim: 2, peek: 2 });
});

it('fails for a learner without an assignment, with the error of the write, and returns no unstored group', async () => {
  const { reading, learners } = await frozen();
  const runtime = createRuntime({ store: reading });
  await expect(runtime.assign(block, 'eve')).rejects.toBe(READ_ONLY);
  await expect(runtime.assign(block, 'eve')).rejects.toBe(READ_ONLY);
  expect([...(await learners()).values()]).toEqual([1]);
  expect(await runtime.peek(block, 'eve')).toMatchObject({ reason: 'split', assignment: null });
});

it('shows a stale assignment as it is kept, and fails where it would be drawn anew', async () => {
  const { reading } = await frozen();
  const changed = abtest('c .5 d .3');
  const kept = await createRuntime({ store: reading }).assign(changed, 'ada');
  expect(kept).toMatchObject({ reason: 'stored', stale: true });
  const anew = createRuntime({ store: reading, stale: 'reassign' });
  await expect(anew.assign(changed, 'ada')).rejects.toBe(READ_ONLY);
});

it('records no exposure, and rejects', async () => {
  const { reading } = await frozen();
  await expect(createRuntime({ store: reading }).expose(block, 'ada', 'page')).rejects.toBe(READ_ONLY);
});

it('makes no query after any other failure', async () => {
  for (const error of [new AbtestError('store-unavailable', 'away'), new TypeError('a bug')]) {
    const { reading, asked } = await frozen(error);
    await expect(createRuntime({ store: reading }).assign(block, 'ada')).rejects.toBe(error);
    expect(asked).toEqual({ claim: 1, peek: 0 });
  }
});
