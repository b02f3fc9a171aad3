/** A block as the runtime uses it: the key of its assignments, and the groups that a learner can get. */
import { type GroupChoice, prepareGroupChoice } from '../bucketing/choose.js';
import { lastOfEachName } from '../olx/block/abtest.js';
import { type Block, DEFAULT_GROUP, type Group, requireBlock } from '../olx/block/block.js';
import { compare, type Fraction, ONE, sum, ZERO } from '../portion/fraction.js';

/** One group that can be assigned. */
export interface AssignableGroup {
  /** The stored key: the group's name; for a split_test the group's id as text, as in Open edX's tags. */
  readonly key: string;
  /** The name for people. */
  readonly name: string;
  readonly share: Fraction;
  readonly group: Group;
}

export interface Division {
  /** The key of assignments: the experiment; for a split_test Open edX's own key of its partition. */
  readonly experiment: string;
  /** In the order in which they are chosen: as written, the default group last. */
  readonly groups: readonly AssignableGroup[];
  readonly byKey: ReadonlyMap<string, AssignableGroup>;
  readonly choice: GroupChoice;
}

/**
 * Open edX's course tag of a partition's assignment.
 * @example
 * console.log(partitionKey(764310258)); // → xblock.partition_service.partition_764310258
 */
export function partitionKey(partitionId: number): string {
  return `xblock.partition_service.partition_${partitionId}`;
}

/** The stored key of a group. */
export function keyOf(group: Group): string {
  return group.id === null ? (group.name ?? '') : String(group.id);
}

const known = new WeakMap<Block, Division | null>();

/**
 * How a block divides learners, or `null` when it can assign none: no experiment, no partition, no groups, or portions
 * that are not numbers, negative, or more than 1 together. The rules report which to the author.
 * @throws AbtestError `bad-argument` for what is not a block
 * @example
 * console.log(divisionOf(block)!.groups.map(({ name, share }) => `${name} ${fractionText(share)}`).join(', ')); // → plain 0.5, story 0.3, _DEFAULT_GROUP 0.2
 */
export function divisionOf(block: Block): Division | null {
  let division = known.get(block);
  if (division === undefined) {
    requireBlock(block);
    division = divide(block);
    known.set(block, division);
  }
  return division;
}

function divide(block: Block): Division | null {
  const experiment = block.kind === 'abtest' ? block.experiment : partitionOf(block);
  const groups = block.kind === 'abtest' ? abtestGroups(block) : partitionGroups(block);
  if (experiment === null || groups === null || groups.length === 0) return null;
  if (compare(sum(groups.map(({ share }) => share)), ONE) !== 0) return null;
  return {
    experiment,
    groups,
    byKey: new Map(groups.map((group) => [group.key, group])),
    choice: prepareGroupChoice(groups.map(({ key, share }) => ({ name: key, share }))),
  };
}

function partitionOf(block: Block & { kind: 'split_test' }): string | null {
  const { partition, partitionId } = block;
  // Open edX assigns groups of random partitions only.
  if (partition === null || partitionId === null || partition.scheme !== 'random') return null;
  return partitionKey(partitionId);
}

function abtestGroups(block: Block & { kind: 'abtest' }): AssignableGroup[] | null {
  // A group with the default group's own name is ignored, as in Open edX, where the default replaces it.
  const named = lastOfEachName(block.groups).filter((group) => group.name !== DEFAULT_GROUP);
  const groups: AssignableGroup[] = [];
  for (const group of [...named, block.defaultGroup]) {
    const { exact } = group.portion;
    if (exact === null || group.name === null || compare(exact, ZERO) < 0) return null;
    groups.push({ key: keyOf(group), name: group.name, share: exact, group });
  }
  return groups;
}

function partitionGroups(block: Block & { kind: 'split_test' }): AssignableGroup[] {
  return block.groups.map((group) => ({
    key: keyOf(group),
    name: group.name ?? keyOf(group),
    share: group.portion.exact ?? ZERO,
    group,
  }));
}
