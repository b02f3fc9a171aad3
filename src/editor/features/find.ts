/** Finds what a place of a course's text stands for: the block of a tag, a group, a partition. */
import type { Block, Course, CourseNode, Group, UserPartition } from '../../index.js';
import type { TagAt } from '../cursor.js';

/** The block of a usage key, `tag` and `url_name`: the draft for a place in a draft, where there is one. */
export function nodeNamed(
  course: Course,
  { tag, name, file }: { readonly tag: string; readonly name: string; readonly file: string },
): CourseNode | null {
  const isDraft = file.startsWith('drafts/');
  const found = course.nodes.filter(
    (node) => node.tag === tag && node.urlName === name && node.target === 'found',
  );
  return found.find((node) => node.draft === isDraft) ?? found[0] ?? null;
}

/** The A/B block whose start tag begins at an offset of a file, or that holds the offset. */
export function blockAt(course: Course, file: string, offset: number): Block | null {
  const around = course.blocks
    .map(({ block }) => block)
    .filter(({ element, place }) => place.file === file && element.start <= offset && offset <= element.end);
  return around.at(-1) ?? null;
}

/** The group of a block that is written by a tag. */
export function groupOfTag(block: Block, tag: TagAt): Group | null {
  return block.groups.find(({ element }) => element?.start === tag.start) ?? null;
}

export function partitionOf(course: Course, id: string): UserPartition | null {
  return course.partitions.find((each) => String(each.id) === id.trim()) ?? null;
}

/** The blocks of a partition, in the order of the course. */
export function blocksOf(course: Course, partition: UserPartition): Block[] {
  return course.blocks.flatMap(({ block }) =>
    block.kind === 'split_test' && block.partitionId === partition.id ? [block] : [],
  );
}
