/** What a learner gets in a block, and why. */
import { type Strategy, stable } from '../bucketing/strategy.js';
import type { Block, Group } from '../olx/block/block.js';
import type { Assignment } from '../storage/store.js';
import { type AssignableGroup, type Division, divisionOf } from './division.js';

/**
 * - `forced`: somebody has said which group this learner gets; nothing is stored
 * - `stored`: the learner has an assignment
 * - `split`: drawn now, by the strategy; stored when `assign` was asked, not stored when `peek` was
 * - `flag-off`: the flag that the experiment is bound to is off; the default group is shown, nothing is stored
 * - `flag-outside-window`: the learner's enrolment is outside the experiment's window; as `flag-off`
 * - `flag-forced`: the flag of a bucket forces its group; nothing is stored
 * - `ended`: the experiment is over; all are shown the group that was kept, nothing is stored
 * - `broken`: the block cannot assign anybody (its diagnostics say why); nothing is shown
 */
export type Reason = 'forced' | 'stored' | 'split' | FlagReason | 'ended' | 'broken';
export type FlagReason = 'flag-off' | 'flag-outside-window' | 'flag-forced';

/** What to do about an assignment whose group the block no longer has; either way the decision says `stale`. */
export type StalePolicy = 'keep-and-show-default' | 'reassign';

export interface Decision {
  /** The name that ties blocks together; for a split_test the key of its partition. `null` for a broken block. */
  readonly experiment: string | null;
  readonly learner: string;
  /** The learner's group: its name. A stale one is named as it is stored. `null` for a broken block. */
  readonly group: string | null;
  readonly reason: Reason;
  /** The stored group is (or was, when it has just been reassigned) not one of the block's. */
  readonly stale: boolean;
  /** The group whose children are shown; of a stale assignment the default group, if the block has one. */
  readonly shown: Group | null;
  /** What is stored, if anything is. */
  readonly assignment: Assignment | null;
}

export function broken(learner: string): Decision {
  const nothing = { experiment: null, group: null, shown: null, assignment: null };
  return { ...nothing, learner, reason: 'broken', stale: false };
}

/** The decision for a group that was forced or drawn. */
export function forGroup(
  { experiment }: Division,
  learner: string,
  group: AssignableGroup,
  reason: 'forced' | 'split' | 'ended' | FlagReason,
): Decision {
  const shown = group.group;
  return { experiment, learner, group: group.name, reason, stale: false, shown, assignment: null };
}

/** The decision for an experiment that is over; of a kept group that the block does not have, as for a stale assignment. */
export function forEnded(block: Block, division: Division, learner: string, kept: string): Decision {
  const { experiment, byKey, groups } = division;
  const known = byKey.get(kept) ?? groups.find(({ name }) => name === kept);
  if (known !== undefined) return forGroup(division, learner, known, 'ended');
  const shown = block.kind === 'abtest' ? block.defaultGroup : null;
  return { experiment, learner, group: kept, reason: 'ended', stale: true, shown, assignment: null };
}

/** The decision for an assignment as it is stored. */
export function forAssignment(
  block: Block,
  division: Division,
  assignment: Assignment,
  reason: 'stored' | 'split',
): Decision {
  const { experiment, learner } = assignment;
  const known = division.byKey.get(assignment.group);
  if (known !== undefined) {
    return { experiment, learner, group: known.name, reason, stale: false, shown: known.group, assignment };
  }
  const shown = block.kind === 'abtest' ? block.defaultGroup : null;
  return { experiment, learner, group: assignment.group, reason, stale: true, shown, assignment };
}

/**
 * The decision for an experiment that is off: the default group, or where a block has none (split_test) the group
 * that stands in for it, else the first.
 */
export function forOff(
  block: Block,
  division: Division,
  learner: string,
  standIn: string,
  reason: 'flag-off' | 'flag-outside-window',
): Decision {
  const { groups, byKey } = division;
  const named = byKey.get(standIn) ?? groups.find(({ name }) => name === standIn);
  const group = block.kind === 'abtest' ? groups.at(-1)! : (named ?? groups[0]!);
  return forGroup(division, learner, group, reason);
}

/**
 * What the strategy alone says, without any store: for audits, and where the same answer every time is enough.
 * @param courseKey only the strategy `stable-course` looks at it
 * @throws TypeError as strategies do when there is no learner
 */
export function decide(
  block: Block,
  learner: string,
  strategy: Strategy = stable,
  courseKey?: string,
): Decision {
  const division = divisionOf(block);
  if (division === null) return broken(learner);
  const drawn = strategy.draw({ experiment: division.experiment, learner, courseKey }, division.choice);
  return forGroup(division, learner, division.byKey.get(drawn)!, 'split');
}
