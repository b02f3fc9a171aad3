/** Who is shown another group after a change: learner by learner as the runtime decides, and as a share of all. */
import { type Strategy, stableStrategy } from '../../bucketing/strategy.js';
import { requireKnownOptions, requireOneOf } from '../../diagnostics/options.js';
import { add, compare, type Fraction, fraction, ONE, subtract, ZERO } from '../../portion/fraction.js';
import {
  type Decision,
  decideGroup,
  forAssignment,
  STALE_POLICIES,
  type StalePolicy,
} from '../../runtime/decision.js';
import { type Division, keyOf } from '../../runtime/division.js';
import type { ConcernedLearners } from './course-change.js';
import type { ExperimentPair } from './pairing.js';
import type { SideExperiment } from './side.js';

export interface MoveOptions {
  /** How learners without an assignment are put into groups; default `stable`. */
  readonly strategy?: Strategy;
  /** The course keys that assignments of the two courses hold for; `undefined` for all courses. */
  readonly courseKeyBefore?: string | undefined;
  readonly courseKeyAfter?: string | undefined;
  /** What is done about stale assignments, as `createRuntime` has it. */
  readonly stale?: StalePolicy;
}

/** Options of the comparison of two courses: how they are run. */
export interface DiffOptions extends MoveOptions {
  /**
   * Are assignments stored? Then learners keep their groups through changes of portions and order. Default false: such
   * changes are judged by what they do where groups are derived anew.
   */
  readonly kept?: boolean;
  /** Is white space alone no change of content? */
  readonly ignoreWhitespace?: boolean;
}

/** Learners of an experiment, by the group that they had. */
export interface MoveCounts extends ConcernedLearners {
  /** By what is stored, or would be, for the group of the old course. */
  readonly groups: ReadonlyMap<string, ConcernedLearners>;
}

const OPTIONS = { strategy: true, courseKeyBefore: true, courseKeyAfter: true, stale: true } as const;

function checkOptions(of: string, options: MoveOptions): void {
  requireKnownOptions(of, options, OPTIONS);
  requireOneOf('stale', options.stale, STALE_POLICIES);
}

type Counting = { -readonly [Key in keyof ConcernedLearners]: number };

/**
 * Counts learners whose group a change moves: the decisions are those of the runtime, so the number is the one that `assign`
 * comes to.
 * @example
 * const { course: after } = setExperimentPortions(course, 'Tone of the texts', new Map([['story', '0.4']]));
 * const [pair] = diffCourses(course, after).experiments;
 * const counter = new MoveCounter(pair);
 * for (const learner of ['ada', 'grace', 'linus']) counter.add(learner);
 * console.log(counter.counts.moved); // → 0
 */
export class MoveCounter {
  readonly #pair: ExperimentPair;
  readonly #options: MoveOptions;
  readonly #all: Counting = { assigned: 0, stale: 0, moved: 0 };
  readonly #groups = new Map<string, Counting>();

  /** @throws AbtestError `bad-argument` for an option or a policy that does not exist */
  constructor(pair: ExperimentPair, options: MoveOptions = {}) {
    checkOptions('MoveCounter', options);
    this.#pair = pair;
    this.#options = options;
  }

  /**
   * One learner, once.
   * @param before what the store holds for the old course; `null` for a learner who is drawn
   * @param after what it holds under the key of the new course; the same where the key is the same
   */
  add(learner: string, before: string | null = null, after: string | null = null): void {
    const { courseKeyBefore, courseKeyAfter } = this.#options;
    const old = this.#decide(this.#pair.before, learner, before, courseKeyBefore);
    const now = this.#decide(this.#pair.after, learner, after, courseKeyAfter);
    const group = this.#counting(before ?? shownKey(old) ?? '');
    const [from, to] = [shownKey(old), shownKey(now)];
    const isMoved = from === null ? to !== null : !this.#pair.counterparts.get(from)?.has(to ?? '\0');
    for (const counting of [this.#all, group]) {
      counting.assigned += 1;
      if (now?.stale) counting.stale += 1;
      if (isMoved) counting.moved += 1;
    }
  }

  get counts(): MoveCounts {
    return { ...this.#all, groups: new Map([...this.#groups].map(([key, each]) => [key, { ...each }])) };
  }

  #counting(group: string): Counting {
    let counting = this.#groups.get(group);
    if (counting === undefined) {
      counting = { assigned: 0, stale: 0, moved: 0 };
      this.#groups.set(group, counting);
    }
    return counting;
  }

  /** `null` where the course has no block that can assign. */
  #decide(
    { block, division }: SideExperiment,
    learner: string,
    stored: string | null,
    courseKey: string | undefined,
  ): Decision | null {
    if (block === null || division === null) return null;
    const drawn = (): Decision =>
      decideGroup(block, learner, this.#options.strategy ?? stableStrategy, courseKey);
    if (stored === null) return drawn();
    const decision = forAssignment(block, division, storedAs(division, learner, stored), 'stored');
    return decision.stale && this.#options.stale === 'reassign' ? { ...drawn(), stale: true } : decision;
  }
}

const NOW = new Date(0);

function storedAs({ experiment }: Division, learner: string, group: string) {
  return { scope: '', experiment, learner, group, strategy: '', assignedAt: NOW };
}

function shownKey(decision: Decision | null): string | null {
  return decision?.shown == null ? null : keyOf(decision.shown);
}

/** Shares of all learners, where no assignment is stored. */
export interface MovedShares {
  /** Learners who are shown another group. */
  readonly moved: Fraction;
  /** The smallest share that has to move for the new portions. */
  readonly least: Fraction;
}

const VALUES = 2n ** 32n;

/**
 * How many learners move when groups are derived anew; `null` where one of the courses can assign nobody. Exact over the
 * values of the stable hash where both courses hash the same name, else what is expected of independent draws.
 * @example
 * const { course: after } = setExperimentPortions(course, 'Tone of the texts', new Map([['story', '0.4']]));
 * const shares = movedShares(diffCourses(course, after).experiments[0]);
 * console.log(shares === null ? 'no group' : fractionText(shares.least)); // → 0.1
 */
export function movedShares(pair: ExperimentPair, options: MoveOptions = {}): MovedShares | null {
  checkOptions('movedShares', options);
  const [old, now] = [pair.before.division, pair.after.division];
  if (old === null || now === null) return null;
  const id = (options.strategy ?? stableStrategy).id;
  const isSameCourse = id !== 'stable-course' || options.courseKeyBefore === options.courseKeyAfter;
  const isSameHash = id !== 'random' && old.experiment === now.experiment && isSameCourse;
  let kept = ZERO;
  let least = ZERO;
  old.groups.forEach((group, index) => {
    const partners = pair.counterparts.get(group.key) ?? new Set();
    let share = ZERO;
    now.groups.forEach((each, other) => {
      if (!partners.has(each.key)) return;
      share = add(share, each.share);
      if (isSameHash) kept = add(kept, overlap(old, index, now, other));
    });
    if (!isSameHash) kept = add(kept, times(group.share, share));
    if (compare(group.share, share) > 0) least = add(least, subtract(group.share, share));
  });
  return { moved: subtract(ONE, kept), least };
}

function overlap(old: Division, index: number, now: Division, other: number): Fraction {
  const from = Math.max(floorOf(old, index), floorOf(now, other));
  const to = Math.min(old.choice.ceilings[index]!, now.choice.ceilings[other]!);
  return to <= from ? ZERO : fraction(BigInt(to - from), VALUES);
}

function floorOf({ choice }: Division, index: number): number {
  return index === 0 ? 0 : choice.ceilings[index - 1]!;
}

function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}
