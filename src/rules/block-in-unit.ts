/** The rule `block-in-unit`: an A/B block stands inside a unit. */
import type { CourseNode } from '../olx/course/course.js';
import { isUnit } from '../olx/course/tags.js';
import type { Rule } from './rule.js';
import { tagWords } from './words.js';

/** Containers that showed the group of an abtest as a unit does. */
const SEQUENCES = new Set(['sequential', 'sequence', 'videosequence', 'problemset', 'section']);

export const blockInUnit: Rule = {
  id: 'block-in-unit',
  severity: 'error',
  summary: 'An A/B block stands inside a unit (an abtest at least inside a sequential).',
  checkCourse({ kind, root, blocks }, report) {
    if (kind !== 'course' || root === null) return;
    for (const { node, block } of blocks) {
      const holds = ({ tag }: CourseNode) => isUnit(tag) || (block.kind === 'abtest' && SEQUENCES.has(tag));
      const outside = node.parents.find((parent) => climbs(parent, root, holds));
      if (outside === undefined) continue;
      report({
        place: node.place,
        message: `This ${block.kind} stands in ${tagWords(outside.tag, outside.urlName)}, outside every unit`,
        hint: 'Put it into a <vertical>.',
      });
    }
  },
};

/** Does a way up to the root pass nothing that holds? */
function climbs(node: CourseNode, root: CourseNode, holds: (node: CourseNode) => boolean): boolean {
  const seen = new Set<CourseNode>();
  const queue = [node];
  for (const each of queue) {
    if (seen.has(each) || holds(each)) continue;
    if (each === root) return true;
    seen.add(each);
    queue.push(...each.parents);
  }
  return false;
}
