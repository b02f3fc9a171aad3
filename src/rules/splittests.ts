/** What the rules about split_test ask of a course. */
import type { Place } from '../diagnostics/source.js';
import type { SplitTestBlock } from '../olx/block/block.js';
import type { Course } from '../olx/course/course.js';
import { AttributeSource } from '../olx/policy/attribute-source.js';
import { type JsonEntry, jsonEntries, placeInJson } from '../olx/policy/json-place.js';
import type { Policy } from '../olx/policy/policy.js';

export function splitTests(course: Course): SplitTestBlock[] {
  return course.blocks.flatMap(({ block }) => (block.kind === 'split_test' ? [block] : []));
}

/** The entries of group_id_to_child as written; empty when it is missing or no JSON object. */
export function mapEntries(block: SplitTestBlock): JsonEntry[] {
  const attribute = block.element.attribute('group_id_to_child');
  return attribute === undefined ? [] : jsonEntries(new AttributeSource(attribute));
}

/** Are the partitions of the course known? Not in a library, nor where the policy cannot be read. */
export function knowsPartitions(course: Course): boolean {
  if (course.kind !== 'course' || course.root?.element == null) return false;
  return course.policy === null || course.policy.entries !== null;
}

/** Does the policy have a partition of this id, be it one with a fault that was left out? */
export function isWritten(course: Course, id: number): boolean {
  return course.partitions.some((each) => each.id === id) || writtenAt(course.policy, id) !== -1;
}

/** Where a partition, or something in it, stands in the policy; `undefined` when it is not from there. */
export function placeInPolicy({ policy }: Course, id: number, ...path: string[]): Place | undefined {
  const index = writtenAt(policy, id);
  return policy === null || index === -1
    ? undefined
    : placeInJson(policy.source, [...policy.partitionsPath, index, ...path]);
}

function writtenAt(policy: Policy | null, id: number): number {
  const [entry = '', key = ''] = policy?.partitionsPath ?? [];
  const settings = policy?.entries?.[entry] as Record<string, unknown> | null | undefined;
  const written = settings?.[key];
  return Array.isArray(written) ? written.findIndex((each: { id?: unknown } | null) => each?.id === id) : -1;
}

/** `100 ("Ways in")`; the bare id when the name is not known. */
export function idWords(id: number | string, name: string | undefined): string {
  return name === undefined ? String(id) : `${id} ("${name}")`;
}

/** A group of the block's partition as messages name it. */
export function groupIdWords(block: SplitTestBlock, id: string): string {
  return idWords(id, block.partition?.groups.find((group) => String(group.id) === id)?.name);
}

/** Does the partition still have the group? Where it is not known every group counts. */
export function isCurrent(block: SplitTestBlock, id: string): boolean {
  return block.partition === null || block.partition.groups.some((group) => String(group.id) === id);
}
