/** The experiment that an edit names: the blocks of an abtest, or a partition of policy.json with its split_tests. */

import { didYouMean } from '../../diagnostics/nearest.js';
import { visible } from '../../diagnostics/visible.js';
import type { AbtestBlock, SplitTestBlock } from '../../olx/block/block.js';
import type { Course, CourseNode } from '../../olx/course/course.js';
import { impossible } from '../../olx/edit/placing.js';
import type { PartitionGroup, UserPartition } from '../../olx/policy/partition.js';
import type { PolicyFile } from '../../olx/policy/policy-file.js';

export interface Found<Block> {
  readonly node: CourseNode;
  readonly block: Block;
}

export type NamedExperiment =
  | { readonly kind: 'abtest'; readonly blocks: readonly Found<AbtestBlock>[] }
  | { readonly kind: 'partition'; readonly partition: UserPartition };

/**
 * @param name of an abtest's experiment or of a partition; a partition may be named by its id, too
 * @throws AbtestError `edit-impossible` when there is none or more than one
 */
export function experimentNamed(course: Course, name: string): NamedExperiment {
  const blocks = abtestsOf(course, name);
  const partitions = partitionsNamed(course, name);
  if (blocks.length > 0 && partitions.length > 0)
    throw impossible(
      `"${visible(name)}" is the name of an abtest's experiment and of the partition ${partitions[0]!.id}`,
      `Name the partition by its id, ${partitions[0]!.id}, or rename one of the two.`,
    );
  if (blocks.length > 0) return { kind: 'abtest', blocks };
  const [partition, second] = partitions;
  if (second !== undefined)
    throw impossible(
      `Partitions ${partitions.map(({ id }) => id).join(' and ')} have the name "${visible(name)}"`,
      'Give the id of one of them.',
    );
  if (partition !== undefined) return { kind: 'partition', partition };
  throw unknown('experiment', name, [
    ...course.blocks.flatMap(({ block }) => (block.kind === 'abtest' ? (block.experiment ?? []) : [])),
    ...course.partitions.map((each) => each.name),
  ]);
}

/** Every abtest of the experiment: published, drafts, and those that nothing points to. */
function abtestsOf({ blocks }: Course, experiment: string): Found<AbtestBlock>[] {
  return blocks.flatMap(({ node, block }) =>
    block.kind === 'abtest' && block.experiment === experiment ? [{ node, block }] : [],
  );
}

/** @throws AbtestError `edit-impossible` when there is none or more than one */
export function partitionNamed(course: Course, name: string): UserPartition {
  const [partition, second] = partitionsNamed(course, name);
  if (second !== undefined)
    throw impossible(`Two partitions have the name "${visible(name)}"`, 'Give the id of one.');
  if (partition !== undefined) return partition;
  throw unknown(
    'partition',
    name,
    course.partitions.map((each) => each.name),
  );
}

function partitionsNamed({ partitions }: Course, name: string): UserPartition[] {
  const named = partitions.filter((each) => each.name === name);
  return named.length > 0 ? named : partitions.filter(({ id }) => String(id) === name);
}

/** Every split_test of the partition. */
export function splitTestsOf({ blocks }: Course, { id }: UserPartition): Found<SplitTestBlock>[] {
  return blocks.flatMap(({ node, block }) =>
    block.kind === 'split_test' && block.partitionId === id ? [{ node, block }] : [],
  );
}

/** @throws AbtestError `edit-impossible` when there is none or more than one */
export function groupNamed({ groups, id }: UserPartition, name: string): PartitionGroup {
  const named = groups.filter((group) => group.name === name);
  const [group, second] = named.length > 0 ? named : groups.filter((each) => String(each.id) === name);
  if (second !== undefined)
    throw impossible(`The partition ${id} has two groups "${visible(name)}"`, 'Give the id of one of them.');
  if (group !== undefined) return group;
  throw unknown(
    'group',
    name,
    groups.map((each) => each.name),
  );
}

/** @throws AbtestError `edit-impossible` for a partition that can have no split_test */
export function requireRandom({ scheme, id, name }: UserPartition): void {
  if (scheme !== 'random')
    throw impossible(
      `The partition ${id} "${visible(name)}" has the scheme "${scheme}", and no split_test can use it`,
      'Name a partition with the scheme "random".',
    );
}

/**
 * Where a partition is in "user_partitions" of the policy.
 * @throws AbtestError `edit-impossible` when the policy does not hold it
 */
export function indexOfPartition(policy: PolicyFile, { id, name }: UserPartition): number {
  const index = policy.holdsPartitions
    ? policy.writtenPartitions.findIndex((each) => Number((each as { id?: unknown } | null)?.id) === id)
    : -1;
  if (index >= 0) return index;
  throw impossible(
    `The partition ${id} "${visible(name)}" is not in "user_partitions" of ${policy.path}`,
    'Move the attribute user_partitions of <course> to the policy first.',
  );
}

export function unknown(what: string, name: string, known: Iterable<string>): Error {
  const names = [...new Set(known)];
  const some = names.slice(0, 10).map((each) => `"${visible(each)}"`);
  const all = names.length === 0 ? '' : `There is ${some.join(', ')}${names.length > 10 ? ', …' : ''}.`;
  return impossible(
    `The course has no ${what} "${visible(name)}"`,
    didYouMean(name, names.map(visible)) || all,
  );
}
