/** The rule `block-in-unit`: an A/B block is where the outline of the course comes to it. */
import type { CourseNode } from '../olx/course/course.js';
import { isContainer } from '../olx/course/tags.js';
import type { Rule } from './rule.js';
import { tagWords } from './words.js';

/** What the outline takes of a course and of a chapter; it leaves everything else there out. */
const TAKEN: Readonly<Record<string, string>> = { course: 'chapter', chapter: 'sequential' };

/** Containers of units; an abtest was shown in them as a unit is. */
const SEQUENCES = new Set(['sequential', 'videosequence', 'problemset']);

export const blockInUnit: Rule = {
  id: 'block-in-unit',
  severity: 'error',
  summary: 'An A/B block is where learners reach it: below a chapter and a sequential, in a unit.',
  checkCourse({ kind, root, blocks }, report) {
    if (kind !== 'course' || root === null) return;
    for (const { node, block } of blocks) {
      const skipped = skippedAbove(node);
      if (skipped !== undefined) {
        const [outer, inner] = skipped;
        const what = inner === node ? `this ${block.kind}` : tagWords(inner.tag, inner.urlName);
        // In its own time an abtest was shown wherever its unit was.
        const wasShown = block.kind === 'abtest' && inner !== node;
        report({
          severity: wasShown ? 'warning' : 'error',
          place: node.place,
          message: `The outline of the course takes only <${TAKEN[outer.tag]}> out of a <${outer.tag}>, not ${what}: learners never reach it`,
          hint: `Put it into a <${TAKEN[outer.tag]}>${outer.tag === 'course' ? ' of a <chapter>' : ' and a <vertical>'}.`,
        });
      } else if (block.kind === 'split_test' && node.parents.some(({ tag }) => SEQUENCES.has(tag))) {
        report({
          severity: 'warning',
          place: node.place,
          message:
            'This split_test is in no unit: Open edX shows it, though its manual has it inside of a unit only',
          hint: 'Put it into a <vertical>.',
        });
      }
    }
  },
};

/** The nearest pair of a course or chapter and a child that the outline leaves out, on the way up. */
function skippedAbove(node: CourseNode): readonly [CourseNode, CourseNode] | undefined {
  const seen = new Set([node]);
  const waiting = [node];
  for (let inner = waiting.pop(); inner !== undefined; inner = waiting.pop()) {
    for (const outer of inner.parents) {
      const taken = Object.hasOwn(TAKEN, outer.tag) ? TAKEN[outer.tag] : undefined;
      // Below a unit a chapter is a box like any other.
      const isOutline = outer.tag === 'course' || outer.parents.some(({ tag }) => tag === 'course');
      if (taken !== undefined && isOutline && inner.tag !== taken) return [outer, inner];
      if (seen.has(outer) || !isContainer(outer.tag)) continue;
      seen.add(outer);
      waiting.push(outer);
    }
  }
  return undefined;
}
