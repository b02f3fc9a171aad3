/** What a learner gets in a block, and why. */
import { type Strategy, stableStrategy } from '../bucketing/strategy.js';
import { AbtestError } from '../diagnostics/abtest-error.js';
import type { Block, Group } from '../olx/block/block.js';
import type { Assignment } from '../storage/store.js';
import { type AssignableGroup, type Division, divisionOf } from './division.js';

/**
 * - `forced`: the caller forced this group; nothing is stored
 * - `stored`: the learner has an assignment
 * - `split`: drawn now, by the strategy; stored by `assign`, not stored by `peek`
 * - `flag-off`: the flag that the experiment is bound to is off; the default group is shown, nothing is stored
 * - `flag-outside-window`: the learner's enrolment is outside the experiment's window; as `flag-off`
 * - `flag-forced`: the flag of a bucket forces its group; nothing is stored
 * - `ended`: the experiment has ended; all learners see the kept group, nothing is stored
 * - `broken`: the block cannot assign any learner (its diagnostics say why); nothing is shown
 */
export type DecisionReason = 'forced' | 'stored' | 'split' | FlagReason | 'ended' | 'broken';
export type FlagReason = 'flag-off' | 'flag-outside-window' | 'flag-forced';

/** What to do with an assignment whose group the block no longer has; in both cases the decision is `stale`. */
export type StalePolicy = 'keep-and-show-default' | 'reassign';
export const STALE_POLICIES: readonly StalePolicy[] = ['keep-and-show-default', 'reassign'];

export interface Decision {
  /** The name that ties blocks together; for a split_test the key of its partition. `null` for a broken block. */
  readonly experiment: string | null;
  readonly learner: string;
  /** The name of the learner's group; for a stale assignment the stored name. `null` for a broken block. */
  readonly group: string | null;
  readonly reason: DecisionReason;
  /** The stored group is not one of the block's (or was not, when it has just been reassigned). */
  readonly stale: boolean;
  /** The group whose children are shown; for a stale assignment the default group, if the block has one. */
  readonly shown: Group | null;
  /** The stored assignment, if any. */
  readonly assignment: Assignment | null;
}

/** What decides about a learner before the portions do. */
export interface Ruling {
  readonly reason: 'forced' | FlagReason | 'ended';
  /** Its name, or its key. */
  readonly group: string;
}

export function broken(learner: string): Decision {
  const nothing = { experiment: null, group: null, shown: null, assignment: null };
  return { ...nothing, learner, reason: 'broken', stale: false };
}

/** @throws AbtestError `bad-argument` for a group to force that the block does not have */
export function forRuling(block: Block, division: Division, learner: string, ruling: Ruling): Decision {
  const { reason, group } = ruling;
  if (reason === 'ended') return forEnded(block, division, learner, group);
  if (reason === 'flag-off' || reason === 'flag-outside-window')
    return forOff(block, division, learner, group, reason);
  const found = named(division, group);
  if (found !== undefined) return forGroup(division, learner, found, reason);
  const message = `The experiment "${division.experiment}" has no group "${group}" to force`;
  const names = division.groups.map(({ name }) => `"${name}"`).join(', ');
  throw new AbtestError('bad-argument', message, { hint: `Use one of its groups: ${names}.` });
}

function named({ byKey, groups }: Division, wanted: string): AssignableGroup | undefined {
  return byKey.get(wanted) ?? groups.find(({ name }) => name === wanted);
}

/** The decision for a group that was forced or drawn. */
function forGroup(
  { experiment }: Division,
  learner: string,
  group: AssignableGroup,
  reason: 'forced' | 'split' | 'ended' | FlagReason,
): Decision {
  const shown = group.group;
  return { experiment, learner, group: group.name, reason, stale: false, shown, assignment: null };
}

/** The decision for an ended experiment; for a kept group that the block does not have, as for a stale assignment. */
function forEnded(block: Block, division: Division, learner: string, kept: string): Decision {
  const { experiment } = division;
  const known = named(division, kept);
  if (known !== undefined) return forGroup(division, learner, known, 'ended');
  const shown = block.kind === 'abtest' ? block.defaultGroup : null;
  return { experiment, learner, group: kept, reason: 'ended', stale: true, shown, assignment: null };
}

/** The decision for a stored assignment. */
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
 * The decision for an experiment that is off: the default group, or where a block has none (split_test) the group that
 * replaces it, else the first.
 */
function forOff(
  block: Block,
  division: Division,
  learner: string,
  standIn: string,
  reason: 'flag-off' | 'flag-outside-window',
): Decision {
  const { groups } = division;
  const group = block.kind === 'abtest' ? groups.at(-1)! : (named(division, standIn) ?? groups[0]!);
  return forGroup(division, learner, group, reason);
}

/**
 * The decision of the strategy alone, without a store: for audits, and where a reproducible answer is enough.
 * @param courseKey used only by the strategy `stable-course`
 * @throws TypeError from the strategy when there is no learner
 * @example
 * console.log(decideGroup(block, 'ada').group); // → story
 */
export function decideGroup(
  block: Block,
  learner: string,
  strategy: Strategy = stableStrategy,
  courseKey?: string,
): Decision {
  const division = divisionOf(block);
  if (division === null) return broken(learner);
  const drawn = strategy.draw({ experiment: division.experiment, learner, courseKey }, division.choice);
  return forGroup(division, learner, division.byKey.get(drawn)!, 'split');
}
