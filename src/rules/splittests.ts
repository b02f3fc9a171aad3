/** The split_tests of a course as rules look at them: their maps of groups to children. */
import type { SplitTestBlock } from '../olx/block/block.js';
import type { Course } from '../olx/course/course.js';
import { AttributeSource } from '../olx/policy/attribute-source.js';
import { type JsonEntry, jsonEntries } from '../olx/policy/json-place.js';
import { idWords } from './words.js';

export function splitTests(course: Course): SplitTestBlock[] {
  return course.blocks.flatMap(({ block }) => (block.kind === 'split_test' ? [block] : []));
}

/** The entries of group_id_to_child as written; empty when it is missing or no JSON object. */
export function mapEntries(block: SplitTestBlock): JsonEntry[] {
  const attribute = block.element.attribute('group_id_to_child');
  return attribute === undefined ? [] : jsonEntries(new AttributeSource(attribute));
}

/** A group of the block's partition as messages name it. */
export function groupIdWords(block: SplitTestBlock, id: string): string {
  return idWords(id, block.partition?.groups.find((group) => String(group.id) === id)?.name);
}

/** Does the partition still have the group? Where it is not known every group counts. */
export function isCurrent(block: SplitTestBlock, id: string): boolean {
  return block.partition === null || block.partition.groups.some((group) => String(group.id) === id);
}
