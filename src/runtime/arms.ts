/** A block as the runtime sees it: the key of its assignments, and the groups that a learner can get. */
import { type Choice, prepare } from '../bucketing/choose.js';
import { lastOfEachName } from '../olx/block/abtest.js';
import { type Block, DEFAULT_GROUP, type Group } from '../olx/block/block.js';
import { compare, type Fraction, ONE, sum, ZERO } from '../portion/fraction.js';

/** One group that can be assigned. */
export interface Arm {
  /** What the store holds: the group's name; for a split_test the group's id as text, as Open edX's tags have it. */
  readonly key: string;
  /** What people call it. */
  readonly name: string;
  readonly share: Fraction;
  readonly group: Group;
}

export interface Arms {
  /** What assignments are stored under: the experiment; for a split_test Open edX's own key of its partition. */
  readonly experiment: string;
  /** In the order in which they are chosen: as written, the default group last. */
  readonly arms: readonly Arm[];
  readonly byKey: ReadonlyMap<string, Arm>;
  readonly choice: Choice;
}

/** Open edX's course tag of a partition's assignment. */
export function partitionKey(partitionId: number): string {
  return `xblock.partition_service.partition_${partitionId}`;
}

/** What a store holds for a group that can be assigned. */
export function keyOf(group: Group): string {
  return group.id === null ? (group.name ?? '') : String(group.id);
}

const known = new WeakMap<Block, Arms | null>();

/**
 * The arms of a block, or `null` when nobody can be assigned: no experiment, no partition, no groups, or portions
 * that are no numbers, negative, or more than 1 together. The rules tell the author which.
 */
export function armsOf(block: Block): Arms | null {
  let arms = known.get(block);
  if (arms === undefined) {
    arms = work(block);
    known.set(block, arms);
  }
  return arms;
}

function work(block: Block): Arms | null {
  const experiment = block.kind === 'abtest' ? block.experiment : partitionOf(block);
  const arms = block.kind === 'abtest' ? abtestArms(block) : partitionArms(block);
  if (experiment === null || arms === null || arms.length === 0) return null;
  if (compare(sum(arms.map((arm) => arm.share)), ONE) !== 0) return null;
  return {
    experiment,
    arms,
    byKey: new Map(arms.map((arm) => [arm.key, arm])),
    choice: prepare(arms.map(({ key, share }) => ({ name: key, share }))),
  };
}

function partitionOf(block: Block & { kind: 'split_test' }): string | null {
  const { partition, partitionId } = block;
  // Of a partition that is not random Open edX assigns nobody by chance.
  if (partition === null || partitionId === null || partition.scheme !== 'random') return null;
  return partitionKey(partitionId);
}

function abtestArms(block: Block & { kind: 'abtest' }): Arm[] | null {
  // A group that the author gave the default group's own name never counted: the default took its place.
  const named = lastOfEachName(block.groups).filter((group) => group.name !== DEFAULT_GROUP);
  const arms: Arm[] = [];
  for (const group of [...named, block.defaultGroup]) {
    const { exact } = group.portion;
    if (exact === null || group.name === null || compare(exact, ZERO) < 0) return null;
    arms.push({ key: keyOf(group), name: group.name, share: exact, group });
  }
  return arms;
}

function partitionArms(block: Block & { kind: 'split_test' }): Arm[] {
  return block.groups.map((group) => ({
    key: keyOf(group),
    name: group.name ?? keyOf(group),
    share: group.portion.exact ?? ZERO,
    group,
  }));
}
