/** The rule `block-referenced`: the course leads to every A/B block. */
import type { Course, CourseNode } from '../olx/course/course.js';
import { isLeaf, isUnit } from '../olx/course/tags.js';
import type { Rule } from './rule.js';

export const blockReferenced: Rule = {
  id: 'block-referenced',
  severity: 'warning',
  summary: 'Something in the course points to the file of an A/B block.',
  checkCourse(course, report) {
    if (!isWhollyRead(course)) return;
    for (const { node, block } of course.blocks) {
      const tops = topsOf(node);
      if (tops.some((top) => top === course.root || (top.draft && isUnit(top.tag)))) continue;
      const [top = node] = tops;
      report({
        place: node.place,
        message:
          top === node
            ? `Nothing points to ${node.path}, so no learner sees this ${block.kind}`
            : `Nothing points to ${top.path}, which leads to this ${block.kind}: no learner sees it`,
        hint: `Point to it where it belongs, or delete ${top.path}.`,
      });
    }
  },
};

/** What a file that cannot be read points to is not known. */
function isWhollyRead({ root, nodes }: Course): boolean {
  if (root === null || root.element === null) return false;
  return nodes.every(({ target, element, tag }) => target !== 'found' || element !== null || isLeaf(tag));
}

/** The nodes without parents from which the outline leads to a node. */
function topsOf(node: CourseNode): CourseNode[] {
  const seen = new Set<CourseNode>();
  const queue = [node];
  for (const each of queue) {
    if (seen.has(each)) continue;
    seen.add(each);
    queue.push(...each.parents);
  }
  return [...seen].filter((each) => each.parents.length === 0);
}
