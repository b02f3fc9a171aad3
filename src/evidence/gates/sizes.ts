/** The gate of sizes: groups whose sizes do not fit their portions cannot be compared. */
import type { Experiment } from '../../runtime/experiments.js';
import { type PortionsHistory, periodsRatio } from '../../runtime/sizes/portions.js';
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
  const { people, assignedPeople, hasExposures, isByExposure } = counted;
  const areWhole = byCluster && wholeClusters(assignedPeople, periods.length) !== null;
  const shown = isByExposure
    ? people
    : assignedPeople.map((each) => each.filter(({ exposures }) => exposures !== null));
  const none = periods.map(() => division.groups.map(() => 0));
  const sizesOf = (groups: readonly (readonly Person[])[]): readonly (readonly number[])[] =>
    areWhole
      ? (wholeClusters(groups, periods.length) ?? none)
      : periods.map((_, period) => groups.map((group) => countOf(group, period)));
  const ratio = (groups: readonly (readonly Person[])[]): SampleRatio => {
    const sizes = sizesOf(groups);
    return periodsRatio(
      periods.map(({ shares }, period) => ({ shares, sizes: sizes[period]! })),
      looks === 'always' ? sequentialRatio : undefined,
    );
  };
  return {
    assigned: ratio(assignedPeople),
    exposed: hasExposures ? ratio(shown) : null,
    inClusters: areWhole,
  };
}

function countOf(group: readonly Person[], period: number): number {
  return group.filter((person) => person.period === period).length;
}
