/** One of the two courses that are compared: the experiments that its learners are in. */
import type { Place } from '../../diagnostics/source.js';
import { lastOfEachName } from '../../olx/block/abtest.js';
import type { Block, Group } from '../../olx/block/block.js';
import type { Course, CourseBlock, CourseNode } from '../../olx/course/course.js';
import { isAbTag } from '../../olx/course/tags.js';
import { placeInJson } from '../../olx/policy/json-place.js';
import type { UserPartition } from '../../olx/policy/partition.js';
import type { Fraction } from '../../portion/fraction.js';
import { type Division, divisionOf, keyOf, partitionKey } from '../../runtime/division.js';
import { publishedBlocks } from '../../runtime/experiments.js';

/** A group as one course has it. */
export interface PairedGroup {
  /** What a store holds for it. */
  readonly key: string;
  readonly name: string;
  readonly isDefault: boolean;
  /** `null`: the author's portion is not a number. */
  readonly share: Fraction | null;
  readonly place: Place;
}

export interface SideExperiment {
  /** What assignments are stored under. */
  readonly key: string;
  readonly name: string;
  readonly kind: Block['kind'];
  readonly partition: UserPartition | null;
  readonly arms: readonly PairedGroup[];
  /** Of the first block that can assign; `null` where none can. */
  readonly division: Division | null;
  readonly block: Block | null;
  /** In the order in which learners meet them; empty for a partition that no block uses. */
  readonly blocks: readonly CourseBlock[];
  readonly place: Place | null;
}

/** The experiments by their keys; drafts, and blocks that nothing points to, are left out: learners do not see them. */
export function experimentsIn(course: Course): ReadonlyMap<string, SideExperiment> {
  const found = new Map<string, CourseBlock[]>();
  for (const each of publishedBlocks(course)) {
    const key = experimentKey(each.block);
    if (key === null) continue;
    const known = found.get(key);
    if (known === undefined) found.set(key, [each]);
    else known.push(each);
  }
  const experiments = new Map<string, SideExperiment>();
  for (const [key, blocks] of found) experiments.set(key, ofBlocks(course, key, blocks));
  for (const partition of course.partitions) {
    const key = partitionKey(partition.id);
    if (!experiments.has(key)) experiments.set(key, unused(course, key, partition));
  }
  return experiments;
}

/** What ties a block to its experiment, whether it can assign learners or not. */
export function experimentKey(block: Block): string | null {
  if (block.kind === 'abtest') return block.experiment;
  return block.partitionId === null ? null : partitionKey(block.partitionId);
}

function ofBlocks(course: Course, key: string, blocks: readonly CourseBlock[]): SideExperiment {
  const able = blocks.find(({ block }) => divisionOf(block) !== null);
  const { block } = able ?? blocks[0]!;
  const partition = block.kind === 'split_test' ? block.partition : null;
  return {
    key,
    name: block.experiment ?? key,
    kind: block.kind,
    partition,
    arms: partition === null ? armsOf(block) : partitionArms(course, partition, block),
    division: able === undefined ? null : divisionOf(block),
    block,
    blocks,
    place: partition === null ? block.place : placeOf(course, partition),
  };
}

function unused(course: Course, key: string, partition: UserPartition): SideExperiment {
  const arms = partitionArms(course, partition, null);
  const own = { key, name: partition.name, kind: 'split_test', partition, arms, blocks: [] } as const;
  return { ...own, division: null, block: null, place: placeOf(course, partition) };
}

function armsOf(block: Block): PairedGroup[] {
  return lastOfEachName(block.groups).map((group) => armOf(group));
}

export function armOf(group: Group): PairedGroup {
  const { isDefault, portion, place } = group;
  return { key: keyOf(group), name: group.name ?? '', isDefault, share: portion.exact, place };
}

function partitionArms(course: Course, partition: UserPartition, block: Block | null): PairedGroup[] {
  const shares = new Map(block?.groups.map(({ id, portion }) => [id, portion.exact]));
  return partition.groups.map(({ id, name }, index) => ({
    key: String(id),
    name,
    isDefault: false,
    share: shares.get(id) ?? null,
    place: placeOf(course, partition, 'groups', index) ?? block!.place,
  }));
}

/** Where a partition, or a part of it, is written. */
function placeOf(course: Course, { id }: UserPartition, ...path: readonly (string | number)[]): Place | null {
  const { policy, root } = course;
  const [entry = '', key = ''] = policy?.partitionsPath ?? [];
  const settings = policy?.entries?.[entry] as Record<string, unknown> | null | undefined;
  const written = settings?.[key];
  const index = Array.isArray(written)
    ? written.findIndex((each: { id?: unknown } | null) => each?.id === id)
    : -1;
  if (policy !== null && index !== -1)
    return placeInJson(policy.source, [...policy.partitionsPath, index, ...path]);
  return root?.element?.placeOf('user_partitions') ?? null;
}

/** Where a block is in the outline: the names around it, and its number among the A/B blocks there. */
export function positionOf(node: CourseNode): string {
  const steps: string[] = [];
  let at: CourseNode | undefined = node;
  for (const met = new Set<CourseNode>(); at !== undefined && !met.has(at); at = at.parents[0]) {
    met.add(at);
    const parent: CourseNode | undefined = at.parents[0];
    if (at !== node && at.urlName !== null) {
      steps.push(`${at.tag}/${at.urlName}`);
      break;
    }
    const alike = parent?.children.filter(({ tag }) => (isAbTag(at!.tag) ? isAbTag(tag) : tag === at!.tag));
    steps.push(`${isAbTag(at.tag) ? '*' : at.tag}#${alike?.indexOf(at) ?? 0}`);
  }
  return steps.join(' < ');
}
