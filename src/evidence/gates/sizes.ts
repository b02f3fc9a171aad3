/** The gate of sizes: groups whose sizes do not fit their portions cannot be compared. */
import type { Experiment } from '../../runtime/experiments.js';
import { type SampleRatio, sampleRatio } from '../../stats/sample-ratio.js';
import { type Counted, wholeClusters } from '../result/counting.js';

interface Sizes {
  readonly assigned: SampleRatio;
  /** `null` where no source says who was shown the content. */
  readonly exposed: SampleRatio | null;
  /** Whether clusters were counted instead of learners. */
  readonly inClusters: boolean;
}

/**
 * Where whole clusters were put into groups, clusters are counted: then the learners of a class are in one group together,
 * and their numbers differ much more than those of learners who are assigned one by one.
 */
export function sizesGate(counted: Counted, { division }: Experiment, byCluster: boolean): Sizes {
  const shares = division.groups.map(({ share }) => share);
  const { groups, people, assignedPeople, hasExposures, isByExposure } = counted;
  const ratio = (sizes: readonly number[]): SampleRatio => sampleRatio(sizes, shares);
  const clusters = byCluster ? wholeClusters(assignedPeople) : null;
  const shown = isByExposure
    ? people
    : assignedPeople.map((each) => each.filter(({ exposures }) => exposures !== null));
  const inGroup = clusters === null ? null : (wholeClusters(shown) ?? groups.map(() => 0));
  return {
    assigned: ratio(clusters ?? groups.map(({ assigned }) => assigned)),
    exposed: hasExposures ? ratio(inGroup ?? shown.map(({ length }) => length)) : null,
    inClusters: clusters !== null,
  };
}
