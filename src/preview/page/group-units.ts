/** The units that Studio makes for the groups of a split_test, one each, under names such as `Group ID 756465564`. */
import type { Course, CourseNode } from '../../index.js';
import { nodesByElement } from '../../internal/learners.js';
import { groupName } from '../block/block-share.js';
import { listText } from '../differs/words.js';

/** What Studio calls a group's unit until an author renames it. */
const MADE_UP = /^Group ID \d+$/;

/** Each unit that has no name of an author, with the names of the groups that show it. @param titleOf the display name */
export function groupUnits(
  course: Course,
  titleOf: (node: CourseNode) => string | null,
): ReadonlyMap<CourseNode, string> {
  const groups = new Map<CourseNode, string[]>();
  for (const { node, block } of course.blocks) {
    const nodes = nodesByElement(node, block);
    for (const group of block.groups) {
      if (group.children.length !== 1) continue;
      const unit = nodes.get(group.children[0]!.element);
      if (unit === undefined || unit.tag !== 'vertical' || unit.parents.length > 1) continue;
      const title = titleOf(unit);
      if (title === null || MADE_UP.test(title))
        groups.set(unit, [...(groups.get(unit) ?? []), groupName(group)]);
    }
  }
  return new Map([...groups].map(([unit, names]) => [unit, listText(names)]));
}
