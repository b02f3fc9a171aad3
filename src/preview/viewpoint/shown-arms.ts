/** The groups of an experiment as people count them, and the places where their portions differ. */
import type { AssignableGroup, CourseBlock, Experiment } from '../../index.js';
import { divisionOf } from '../../index.js';
import { isNoGroup } from '../block/block-share.js';
import { groupWithKey } from './viewpoint.js';

interface ShownArm {
  readonly arm: AssignableGroup;
  /** Its index in the division. */
  readonly index: number;
}

/** Without a default group that no block of the experiment has, written or by its portions. */
export function shownArms({ division, blocks }: Pick<Experiment, 'division' | 'blocks'>): ShownArm[] {
  return division.groups
    .map((arm, index) => ({ arm, index }))
    .filter(({ arm }) =>
      blocks.some(({ block }) => {
        const group = groupWithKey(block, arm.key);
        return group !== null && !isNoGroup(group);
      }),
    );
}

/** The blocks that divide learners in other portions than the first block of the experiment. */
export function otherPortions({ division, blocks }: Experiment): CourseBlock[] {
  const sharesOf = (groups: readonly AssignableGroup[]): string =>
    groups
      .map(({ key, share }) => JSON.stringify([key, `${share.numerator}/${share.denominator}`]))
      .sort()
      .join('\n');
  const usual = sharesOf(division.groups);
  return blocks.filter(({ block }) => sharesOf(divisionOf(block)?.groups ?? []) !== usual);
}
