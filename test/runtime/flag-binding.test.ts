/** Blocks that are bound to a flag: off, outside, forced, or left to their portions; and what is stored then. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Block,
  createRuntime,
  ExperimentFlag,
  FlagContext,
  type FlagGateOptions,
  flagGate,
  openStore,
  overrideExperimentFlag,
  type RuntimeOptions,
  type StoreWithData,
} from '../../src/index.js';
import { type Given, settings } from '../flags/flag-fixtures.js';
import { abtest } from './blocks.js';

const COURSE = 'course-v1:edX+DemoX+Run';
const NAME = 'experiments.video';
const flag = new ExperimentFlag(NAME, 'tests', { numBuckets: 3, experimentId: 4 });
const block = abtest('a .5 b .3');
const ON = { [NAME]: true };

describe('a bound experiment', () => {
  let store: StoreWithData;
  beforeEach(async () => {
    store = await openStore('memory:');
  });

  const runtimeFor = (given: Given, options: Partial<RuntimeOptions & FlagGateOptions> = {}) => {
    const picture = settings({ ...given, experimentId: 4 });
    const contextFor = (learner: string) =>
      new FlagContext(picture, { user: { id: learner, username: learner } });
    const { bindings = new Map([['E', { flag, groups: ['_DEFAULT_GROUP', 'a', 'b'] }]]), ...others } =
      options;
    const flags = flagGate({ bindings, courseKey: COURSE, contextFor });
    return createRuntime({ store, scope: COURSE, flags, ...others });
  };
  const isEmpty = async () => (await store.experiments()).length === 0 && (await nothing(store));

  it.each<[string, Given, string, string]>([
    ['the kill switch', {}, 'flag-off', '_DEFAULT_GROUP'],
    ['a course that is off', { flags: ON, overrides: [[NAME, COURSE, 'off']] }, 'flag-off', '_DEFAULT_GROUP'],
    [
      'a window that has ended',
      { flags: ON, window: { end: '2000-01-01' } },
      'flag-outside-window',
      '_DEFAULT_GROUP',
    ],
    [
      'a group forced for the course',
      { flags: ON, overrides: [[`${NAME}.2`, COURSE, 'on']] },
      'flag-forced',
      'b',
    ],
    [
      'a group forced for the org',
      { flags: ON, overrides: [[`${NAME}.1`, 'edX', 'on']] },
      'flag-forced',
      'a',
    ],
    [
      'control forced for everyone',
      { flags: { ...ON, [`${NAME}.0`]: true } },
      'flag-forced',
      '_DEFAULT_GROUP',
    ],
  ])('%s: shown without storing anything', async (_, given, reason, group) => {
    const runtime = runtimeFor(given);
    const expected = { experiment: 'E', reason, group, assignment: null };
    expect(await runtime.peek(block, 'ada')).toMatchObject(expected);
    expect(await runtime.assign(block, 'ada')).toMatchObject(expected);
    expect(await runtime.assignMany(block, ['ada', 'grace'])).toMatchObject([expected, expected]);
    expect(await runtime.expose(block, 'ada', 'page')).toMatchObject({ first: false, decision: expected });
    const { shown } = await runtime.peek(block, 'ada');
    expect(shown!.children.map(({ urlName }) => urlName)).toEqual([
      group === '_DEFAULT_GROUP' ? 'rest' : group,
    ]);
    expect(await isEmpty()).toBe(true);
  });

  it('that is on and forces no group uses its portions', async () => {
    const bound = runtimeFor({ flags: ON });
    const free = createRuntime({ store: await openStore('memory:'), scope: COURSE });
    for (const learner of ['ada', 'grace', 'edsger', 'alan']) {
      const { group, reason } = await free.assign(block, learner);
      expect(await bound.assign(block, learner)).toMatchObject({ group, reason });
    }
    expect(await bound.expose(block, 'ada', 'page')).toMatchObject({
      first: true,
      decision: { reason: 'stored' },
    });
    expect((await bound.peek(abtest('a .5', 'unbound'), 'ada')).reason).toBe('split');
  });

  it('keeps stored assignments, and uses them when it is on again', async () => {
    const before = await runtimeFor({ flags: ON }).assign(block, 'ada');
    expect(await runtimeFor({}).assign(block, 'ada')).toMatchObject({ reason: 'flag-off', assignment: null });
    expect(await runtimeFor({ flags: ON }).assign(block, 'ada')).toMatchObject({
      reason: 'stored',
      group: before.group,
    });
  });

  it('a flag that is off takes precedence over a group forced for a learner, and that one over the course’s', async () => {
    const force = () => 'a';
    expect(await runtimeFor({}, { force }).peek(block, 'ada')).toMatchObject({ reason: 'flag-off' });
    const forced: Given = { flags: ON, overrides: [[`${NAME}.2`, COURSE, 'on']] };
    expect(await runtimeFor(forced, { force }).peek(block, 'ada')).toMatchObject({
      reason: 'forced',
      group: 'a',
    });
  });

  it('of a block without a default group shows the group of bucket 0, else the first', async () => {
    const arms = ['0', '1', '2'].map((id) => ({ id: Number(id), name: `g${id}` }));
    const split = splitTest(arms);
    const key = 'xblock.partition_service.partition_7';
    const bound = (groups: string[]) => runtimeFor({}, { bindings: new Map([[key, { flag, groups }]]) });
    expect(await bound(['2', '1', '0']).peek(split, 'ada')).toMatchObject({
      reason: 'flag-off',
      group: 'g2',
    });
    expect(await bound(['g1', 'g0', 'g2']).peek(split, 'ada')).toMatchObject({ group: 'g1' });
    expect(await bound(['gone', '1', '2']).peek(split, 'ada')).toMatchObject({ group: 'g0' });
  });

  it('follows an override of a test, and refuses groups that do not fit', async () => {
    const runtime = runtimeFor({ flags: ON });
    const ask = () => runtime.peek(block, 'ada');
    expect(await overrideExperimentFlag(flag, { bucket: 2 }, ask)).toMatchObject({
      reason: 'flag-forced',
      group: 'b',
    });
    expect(await overrideExperimentFlag(flag, { active: false }, ask)).toMatchObject({ reason: 'flag-off' });
    const forced: Given = { flags: { ...ON, [`${NAME}.1`]: true } };
    const wrong = runtimeFor(forced, { bindings: new Map([['E', { flag, groups: ['a', 'gone', 'b'] }]]) });
    await expect(wrong.peek(block, 'ada')).rejects.toMatchObject({ code: 'bad-argument' });
    expect(() => runtimeFor(forced, { bindings: new Map([['E', { flag, groups: ['a'] }]]) })).toThrow(
      /3 buckets/,
    );
  });
});

async function nothing(store: StoreWithData): Promise<boolean> {
  for await (const _ of store.exposures()) return false;
  return true;
}

/** A split_test on a partition of these groups, as far as deciding needs one. */
function splitTest(groups: readonly { id: number; name: string }[]): Block {
  const partition = { id: 7, scheme: 'random', groups };
  const share = { numerator: 1n, denominator: BigInt(groups.length) };
  const portion = { text: '', exact: share, float: 1 / groups.length };
  return {
    kind: 'split_test',
    partitionId: 7,
    partition,
    children: [],
    groups: groups.map(({ id, name }) => ({
      id,
      name,
      isDefault: false,
      portion,
      children: [],
      element: null,
    })),
  } as unknown as Block;
}
