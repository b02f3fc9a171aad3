/** The gate of sizes: groups whose sizes do not fit their portions cannot be compared. */
import type { Experiment } from '../../runtime/experiments.js';
import { expectedOf, type PortionsHistory, periodsRatio } from '../../runtime/sizes/portions.js';
import type { SampleRatio } from '../../stats/sample-ratio.js';
import { sequentialRatio } from '../../stats/sequential-ratio.js';
import type { AnalysisOptions } from '../options.js';
import { type Counted, wholeClusters } from '../result/counting.js';
import type { Person } from '../sources/people.js';

interface Sizes {
  readonly assigned: SampleRatio;
  /** `null` where no source says who was shown the content. */
  readonly exposed: SampleRatio | null;
  /** Whether clusters were counted instead of learners. */
  readonly inClusters: boolean;
  /** The group whose size fits worst, where a test fails. */
  readonly odd: { readonly assigned: OddGroup | null; readonly exposed: OddGroup | null };
}

export interface OddGroup {
  readonly group: string;
  readonly size: number;
  readonly expected: number;
  readonly counted: 'learners' | 'clusters';
}

/**
 * Learners are tested against the portions by which they were drawn, where the store knows them. Where whole clusters were put
 * into groups, clusters are counted: then the learners of a class are in one group together, and their numbers differ much
 * more than those of learners who are assigned one by one. A gate that is read at every look is one that holds at all of them.
 */
export function sizesGate(
  counted: Counted,
  { division }: Experiment,
  portions: PortionsHistory['periods'] | null,
  { byCluster, looks }: { readonly byCluster: boolean; readonly looks: AnalysisOptions['looks'] },
): Sizes {
  const periods = portions ?? [{ shares: division.groups.map(({ share }) => share) }];
  const { people, assignedPeople, hasExposures, isByExposure, groups: named } = counted;
  const areWhole = byCluster && wholeClusters(assignedPeople, periods.length) !== null;
  const shown = isByExposure
    ? people
    : assignedPeople.map((each) => each.filter(({ exposures }) => exposures !== null));
  const none = periods.map(() => division.groups.map(() => 0));
  const sizesOf = (groups: readonly (readonly Person[])[]): readonly (readonly number[])[] =>
    areWhole
      ? (wholeClusters(groups, periods.length) ?? none)
      : periods.map((_, period) => groups.map((group) => countOf(group, period)));
  const test = (groups: readonly (readonly Person[])[]) => {
    const sizes = sizesOf(groups);
    const drawn = periods.map(({ shares }, period) => ({ since: null, shares, sizes: sizes[period]! }));
    const ratio = periodsRatio(drawn, looks === 'always' ? sequentialRatio : undefined);
    const worst = ratio.mismatch ? worstOf(drawn) : null;
    const odd: OddGroup | null = worst && {
      group: named[worst.index]!.group,
      size: worst.size,
      expected: worst.expected,
      counted: areWhole ? 'clusters' : 'learners',
    };
    return { ratio, odd };
  };
  const assigned = test(assignedPeople);
  const exposed = hasExposures ? test(shown) : null;
  return {
    assigned: assigned.ratio,
    exposed: exposed?.ratio ?? null,
    inClusters: areWhole,
    odd: { assigned: assigned.odd, exposed: exposed?.odd ?? null },
  };
}

/**
 * The size that is furthest from what is expected, in its standard deviations; of two as far, the one that is too small.
 * @tested an analysis shows it only where the whole test fails
 */
export function worstOf(periods: Parameters<typeof expectedOf>[0]) {
  const expected = expectedOf(periods);
  const sizes = expected.map((_, index) => periods.reduce((sum, each) => sum + each.sizes[index]!, 0));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const far = (index: number): number => {
    const [size, mean] = [sizes[index]!, expected[index]!];
    if (size === mean) return 0;
    // A learner in a group without a portion is never drawn.
    if (mean === 0) return Infinity;
    const variance = mean * (1 - mean / all);
    // Rounding must not decide between two groups that are as far.
    return variance > 0
      ? Number((Math.abs(size - mean) / Math.sqrt(variance)).toPrecision(9))
      : Number.MAX_VALUE;
  };
  const isShort = (index: number): boolean => sizes[index]! < expected[index]!;
  const [index = 0] = [...expected.keys()].sort(
    (a, b) => compareFar(far(a), far(b)) || Number(isShort(b)) - Number(isShort(a)),
  );
  return { index, size: sizes[index]!, expected: expected[index]! };
}

/** The furthest first; `Infinity` has no difference to itself. */
function compareFar(a: number, b: number): number {
  return a === b ? 0 : b > a ? 1 : -1;
}

function countOf(group: readonly Person[], period: number): number {
  return group.filter((person) => person.period === period).length;
}
