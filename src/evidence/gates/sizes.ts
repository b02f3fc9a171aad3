/** The gate of sizes: groups whose sizes do not fit their portions cannot be compared. */
import type { Experiment } from '../../runtime/experiments.js';
import { type PortionsHistory, periodsRatio } from '../../runtime/sizes/portions.js';
import type { SampleRatio } from '../../stats/sample-ratio.js';
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
 * more than those of learners who are assigned one by one.
 */
export function sizesGate(
  counted: Counted,
  { division }: Experiment,
  portions: PortionsHistory['periods'] | null,
  byCluster: boolean,
): Sizes {
  const now = [{ shares: division.groups.map(({ share }) => share) }];
  const { people, assignedPeople, hasExposures, isByExposure } = counted;
  const clusters = byCluster ? wholeClusters(assignedPeople) : null;
  const shown = isByExposure
    ? people
    : assignedPeople.map((each) => each.filter(({ exposures }) => exposures !== null));
  const ratio = (groups: readonly (readonly Person[])[]): SampleRatio => {
    if (clusters !== null) {
      const sizes = wholeClusters(groups) ?? groups.map(() => 0);
      return periodsRatio([{ ...now[0]!, sizes }]);
    }
    const sizesIn = (period: number): number[] =>
      groups.map((group) => group.filter((person) => person.period === period).length);
    return periodsRatio((portions ?? now).map(({ shares }, index) => ({ shares, sizes: sizesIn(index) })));
  };
  return {
    assigned: ratio(assignedPeople),
    exposed: hasExposures ? ratio(shown) : null,
    inClusters: clusters !== null,
  };
}
