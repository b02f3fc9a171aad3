/** Two versions of a course compared: every change that matters to an experiment which learners are in. */
import { requireKnownOptions, requireOneOf } from '../../diagnostics/options.js';
import { visible } from '../../diagnostics/visible.js';
import type { Course } from '../../olx/course/course.js';
import { STALE_POLICIES } from '../../runtime/decision.js';
import { courseKeyOf } from '../../runtime/experiments.js';
import { ChildChanges } from './child-changes.js';
import { type CourseChange, changeOf, type DiffVerdict } from './course-change.js';
import { blockChanges, goneExperiments, identityChanges } from './experiment-changes.js';
import { groupChanges } from './group-changes.js';
import type { DiffOptions, MoveCounts } from './moves.js';
import { type ExperimentPair, type Pairing, pairCourses } from './pairing.js';
import { experimentKey } from './side.js';

export interface CourseDiff {
  /** Experiment by experiment, in the order of the old course. */
  readonly changes: readonly CourseChange[];
  /** The experiments that both courses have, for `MoveCounter`. */
  readonly experiments: readonly ExperimentPair[];
  /** The gravest verdict; `null` where nothing matters to an experiment. */
  readonly verdict: DiffVerdict | null;
}

const OPTIONS = {
  kept: true,
  ignoreWhitespace: true,
  strategy: true,
  courseKeyBefore: true,
  courseKeyAfter: true,
  stale: true,
} as const;

/**
 * Compares what learners are shown, not how the files are laid out: another layout, attribute order or format of the policy
 * is no change, nor are changes of drafts. Changes nothing and needs no store.
 * @example
 * const { course: after } = setExperimentPortions(course, 'Tone of the texts', new Map([['story', '0.4']]));
 * for (const { verdict, kind } of diffCourses(course, after).changes) console.log(verdict, kind); // → moves newcomers portion-changed
 */
export function diffCourses(before: Course, after: Course, options: DiffOptions = {}): CourseDiff {
  requireKnownOptions('diffCourses', options, OPTIONS);
  requireOneOf('stale', options.stale, STALE_POLICIES);
  const [courseKeyBefore, courseKeyAfter] = [
    courseKeyOf(before) ?? undefined,
    courseKeyOf(after) ?? undefined,
  ];
  const whole: DiffOptions = { courseKeyBefore, courseKeyAfter, ...options };
  const pairing = pairCourses(before, after);
  const changes = [
    ...runChanges(pairing, before, after, whole),
    ...inOrder(pairing, [
      ...goneExperiments(pairing, before),
      ...pairing.experiments.flatMap(identityChanges),
      ...pairing.experiments
        .filter((pair) => pair.before.kind === pair.after.kind && isKnown(pair))
        .flatMap((pair) => groupChanges(pair, whole)),
      ...contentChanges(pairing, before, after, whole),
      ...blockChanges(pairing, before, after),
    ]),
  ];
  return { changes, experiments: pairing.experiments, verdict: gravest(changes) };
}

/**
 * The same changes with the learners whom each concerns.
 * @param counts by the key of the experiment in the old course
 * @example
 * const { course: after } = renameExperimentGroup(course, 'Tone of the texts', 'story', 'Story');
 * const diff = diffCourses(course, after);
 * const scope = courseKeyOf(course);
 * const counts = await countMoves(store, diff.experiments, { scopeBefore: scope, scopeAfter: scope });
 * console.log(withLearnerCounts(diff, counts).changes.length > 0); // → true
 */
export function withLearnerCounts(diff: CourseDiff, counts: ReadonlyMap<string, MoveCounts>): CourseDiff {
  const nobody = { assigned: 0, stale: 0, moved: 0 };
  const changes = diff.changes.map((change) => {
    if (change.key === null) return change;
    const all = counts.get(change.key);
    const group = change.group === null ? all : all?.groups.get(change.group);
    const { assigned, stale, moved } = group ?? nobody;
    return { ...change, learners: { assigned, stale, moved } };
  });
  return { ...diff, changes };
}

function contentChanges(
  pairing: Pairing,
  before: Course,
  after: Course,
  options: DiffOptions,
): CourseChange[] {
  const children = new ChildChanges(before, after, options.ignoreWhitespace === true);
  const pairs = new Map(pairing.experiments.map((pair) => [pair.before.key, pair]));
  const told = new Set<string>();
  return pairing.blocks
    .flatMap((blocks) => {
      const pair = pairs.get(experimentKey(blocks.before.block)!)!;
      return isKnown(pair) ? children.of(pair, blocks) : [];
    })
    .filter((change) => {
      // A default group is added to all blocks of an experiment at once.
      if (!change.kind.startsWith('default-')) return true;
      const isNew = !told.has(`${change.kind} ${change.key}`);
      told.add(`${change.kind} ${change.key}`);
      return isNew;
    });
}

/** A split_test whose partition a course lacks puts no learner into a group. */
function isKnown({ before, after }: ExperimentPair): boolean {
  return [before, after].every(({ kind, partition }) => kind === 'abtest' || partition !== null);
}

/** Another run is another course key. */
function runChanges(
  { experiments }: Pairing,
  before: Course,
  after: Course,
  { strategy }: DiffOptions,
): CourseChange[] {
  const [old, now] = [courseKeyOf(before), courseKeyOf(after)];
  const isRunning = experiments.some((pair) => pair.before.blocks.length > 0);
  if (old === now || old === null || now === null || !isRunning) return [];
  const isDerived = strategy === undefined || strategy.id === 'stable' || strategy.id === 'seeded';
  return [
    changeOf({
      key: null,
      kind: 'run-changed',
      verdict: isDerived ? 'safe' : 'breaking',
      message: `The course is "${visible(now)}" in place of "${visible(old)}"`,
      reason: isDerived
        ? `the strategy "${strategy?.id ?? 'stable'}" gives a learner the same group in every course, where the portions are the same`
        : `the strategy "${strategy.id}" draws all learners anew in another course`,
      hint: isDerived
        ? 'Compare two versions of the same run to see what its own learners will notice.'
        : 'Use the strategy stable where learners shall keep their groups across runs.',
      before: before.root?.place ?? null,
      after: after.root?.place ?? null,
    }),
  ];
}

function inOrder({ experiments, goneExperiments: gone }: Pairing, changes: CourseChange[]): CourseChange[] {
  const keys = [...experiments.map(({ before }) => before.key), ...gone.map(({ key }) => key)];
  const order = new Map(keys.map((key, index) => [key, index]));
  const placeIn = ({ key }: CourseChange): number => order.get(key ?? '') ?? keys.length;
  return changes.sort((a, b) => placeIn(a) - placeIn(b));
}

function gravest(changes: readonly CourseChange[]): DiffVerdict | null {
  const order: readonly DiffVerdict[] = ['breaking', 'moves newcomers', 'safe'];
  return order.find((verdict) => changes.some((change) => change.verdict === verdict)) ?? null;
}
