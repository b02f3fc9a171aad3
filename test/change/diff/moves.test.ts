/** The predicted movers are those that the runtime then moves: every learner of 100,000, for each strategy and for stored groups. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Course,
  countMoves,
  createRuntime,
  diffCourses,
  type ExperimentPair,
  loadCourse,
  MoveCounter,
  movedShares,
  openStore,
  type Store,
  type Strategy,
  stableCourseStrategy,
  stableStrategy,
} from '../../../src/index.js';

const fixtures = new URL('../../../fixtures/diff', import.meta.url).pathname;
const ALL = Array.from({ length: 100_000 }, (_, index) => `learner${index}`);
/** The other pairs differ in which groups there are, not in how learners are divided. */
const SOME = ALL.slice(0, 4000);
const WITH_ALL = new Set(['portion-changed', 'group-added-split', 'combined-group-gone-and-added']);
const learnersFor = (name: string): readonly string[] => (WITH_ALL.has(name) ? ALL : SOME);
const [KEY_BEFORE, KEY_AFTER] = ['course-v1:Meadow+BEES+2026', 'course-v1:Meadow+BEES+2027'];

const PAIRS = [
  'portion-changed',
  'order-changed',
  'group-gone',
  'group-added',
  'group-added-split',
  'group-gone-split',
  'group-id',
  'group-renamed',
  'experiment-renamed',
  'config-id',
  'order-changed-split',
  'default-gone',
  'converted-in-slots',
  'converted-to-abtest',
  'combined-portions-and-order',
  'combined-group-gone-and-added',
  'block-broken',
];

async function courses(name: string): Promise<[Course, Course]> {
  const { course: before } = await loadCourse(join(fixtures, name, 'old'));
  const { course: after } = await loadCourse(join(fixtures, name, 'new'));
  return [before, after];
}

/** What each learner is shown when the runtime assigns him or her: the name of the group, `null` for nothing. */
async function shown(
  course: Course,
  learners: readonly string[],
  store: Store,
  strategy: Strategy,
  scope: string,
): Promise<(string | null)[]> {
  const runtime = createRuntime({ store, strategy, scope });
  const [{ block }] = course.blocks as [Course['blocks'][number]];
  const decisions = await runtime.assignMany(block, learners);
  return decisions.map(
    (each) => each.shown && (each.shown.id === null ? each.shown.name : String(each.shown.id)),
  );
}

/** Compared with no code of the prediction: only which groups are the same one is taken from it. */
function moversBetween(
  before: (string | null)[],
  after: (string | null)[],
  { counterparts }: ExperimentPair,
): number {
  return before.filter((group, index) => {
    const now = after[index]!;
    return group === null ? now !== null : now === null || !counterparts.get(group)?.has(now);
  }).length;
}

describe.each([stableStrategy, stableCourseStrategy])('$id', (strategy) => {
  describe.each(PAIRS)('%s', (name) => {
    let before: Course;
    let after: Course;
    let pair: ExperimentPair;
    /** Has the assignments of the course as it was. */
    let store: Store;
    let old: (string | null)[];
    const learners = learnersFor(name);
    beforeAll(async () => {
      [before, after] = await courses(name);
      [pair] = diffCourses(before, after).experiments as [ExperimentPair];
      store = await openStore('memory:');
      old = await shown(before, learners, store, strategy, KEY_BEFORE);
    });

    test('derived anew', async () => {
      const options = { strategy, courseKeyBefore: KEY_BEFORE, courseKeyAfter: KEY_AFTER };
      const counter = new MoveCounter(pair, options);
      for (const learner of learners) counter.add(learner);
      const now = await shown(after, learners, await openStore('memory:'), strategy, KEY_AFTER);
      expect(counter.counts.moved).toBe(moversBetween(old, now, pair));
      const shares = movedShares(pair, options);
      if (shares !== null) {
        const expected = Number(shares.moved.numerator) / Number(shares.moved.denominator);
        expect(Math.abs(counter.counts.moved / learners.length - expected)).toBeLessThan(0.03);
      }
    });

    test('with stored assignments', async () => {
      const scopes = { strategy, scopeBefore: KEY_BEFORE, scopeAfter: KEY_BEFORE };
      const counts = (await countMoves(store, [pair], scopes)).get(pair.before.key)!;
      const now = await shown(after, learners, store, strategy, KEY_BEFORE);
      // A block that can assign nobody stores nothing.
      const assigned = old.filter((group) => group !== null).length;
      expect(counts.assigned).toBe(assigned);
      expect(counts.moved).toBe(moversBetween(old, now, pair));
      const sizes = [...counts.groups.values()].reduce((sum, each) => sum + each.assigned, 0);
      expect(sizes).toBe(assigned);
    });
  });
});

test('what is stored for the new key already counts', async () => {
  const [before, after] = await courses('experiment-renamed');
  const store = await openStore('memory:');
  await shown(before, SOME, store, stableStrategy, KEY_BEFORE);
  for await (const each of store.list()) await store.claim({ ...each, experiment: 'First text' });
  const { experiments } = diffCourses(before, after);
  const scopes = { scopeBefore: KEY_BEFORE, scopeAfter: KEY_BEFORE };
  expect((await countMoves(store, experiments, scopes)).get('Opening text')?.moved).toBe(0);
});

test('stale learners are counted by group, and moved as the policy says', async () => {
  const [before, after] = await courses('group-gone');
  const store = await openStore('memory:');
  const old = await shown(before, SOME, store, stableStrategy, KEY_BEFORE);
  const { experiments } = diffCourses(before, after);
  const scopes = { scopeBefore: KEY_BEFORE, scopeAfter: KEY_BEFORE };
  const counts = (await countMoves(store, experiments, scopes)).get('Opening text')!;
  const plain = old.filter((group) => group === 'plain').length;
  expect(counts.groups.get('plain')).toEqual({ assigned: plain, stale: plain, moved: plain });
  expect(counts.groups.get('story')).toMatchObject({ stale: 0, moved: 0 });
  const anew = await countMoves(store, experiments, { ...scopes, stale: 'reassign' });
  const runtime = createRuntime({ store, scope: KEY_BEFORE, stale: 'reassign' });
  const now = await runtime.assignMany(after.blocks[0]!.block, SOME);
  const changed = now.filter(({ group }, index) => group !== old[index]).length;
  expect(anew.get('Opening text')?.moved).toBe(changed);
});
