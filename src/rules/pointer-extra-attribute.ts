/** The rule `pointer-extra-attribute`: a pointer has nothing but its name. */
import type { Course, CourseNode } from '../olx/course/course.js';
import { definitionPath, leavesItsFolder } from '../olx/course/names.js';
import { instructionIn, isHollow } from '../olx/course/pointer.js';
import type { Rule } from './rule.js';
import { listOf } from './words.js';

/** Blocks that are empty without their content; a video, for example, may be complete in its attributes. */
const CONTENT_INSIDE = new Set([
  'abtest',
  'chapter',
  'conditional',
  'course',
  'html',
  'problem',
  'problemset',
  'randomize',
  'sequential',
  'split_test',
  'vertical',
  'videosequence',
  'wrapper',
]);

export const pointerExtraAttribute: Rule = {
  id: 'pointer-extra-attribute',
  severity: 'error',
  summary: 'A pointer has no attribute but url_name, and holds no processing instruction.',
  checkCourse(course, report) {
    for (const node of course.nodes) {
      const { element, tag } = node;
      if (element === null || node.target !== 'inline' || !CONTENT_INSIDE.has(tag) || !isHollow(element))
        continue;
      const path = unreadFile(course, node);
      const own = tag === 'course' ? ['url_name', 'org', 'course'] : ['url_name'];
      const extra = element.attributes.filter((each) => !own.includes(each.name));
      const [first] = extra;
      const instruction = instructionIn(element);
      // Leftovers of 2012: there `filename` names the file that is read.
      if (path === null || element.attribute('filename') !== undefined) continue;
      const loss = `this <${tag}> is no pointer but an empty block, and Open edX does not read ${path}`;
      if (first !== undefined) {
        const names = listOf(extra.map((each) => each.name));
        report({
          place: first.place,
          message: `With ${names} ${loss}`,
          hint: `Leave only ${listOf(own)} here and move ${names} into ${path}.`,
        });
      } else if (instruction !== undefined) {
        report({
          place: instruction.place,
          message: `With <?${instruction.target} …?> inside ${loss}`,
          hint: 'Delete the instruction, or make it a comment: <!-- … -->.',
        });
      }
    }
  },
};

/** The definition that the author meant, if it is there. */
function unreadFile({ files }: Course, node: CourseNode): string | null {
  const name = node.element?.get('url_name');
  if (!name) return null;
  const path = definitionPath(node.tag, name);
  if (leavesItsFolder(path)) return null;
  const found = node.draft && files.has(`drafts/${path}`) ? `drafts/${path}` : path;
  return found !== node.path && files.has(found) ? found : null;
}
