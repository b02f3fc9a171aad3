/** The rule `pointer-not-self`: a pointer leads to a definition, not to another pointer and not back to itself. */
import type { Finding } from '../diagnostics/diagnostic.js';
import type { Course, CourseNode } from '../olx/course/course.js';
import { definitionPath, namePlace } from '../olx/course/names.js';
import type { Rule } from './rule.js';
import { tagWords } from './words.js';

export const pointerNotSelf: Rule = {
  id: 'pointer-not-self',
  severity: 'error',
  summary:
    'A pointer leads to a definition: not to another pointer, and not back to the block that holds it.',
  checkCourse(course, report) {
    for (const node of course.nodes) {
      // A file that nothing points to does no harm.
      if (node.pointer === null || (node.parents.length === 0 && node !== course.root)) continue;
      if (node.target === 'pointer') report(pointer(course, node));
      if (node.target === 'loop') report(loop(node));
    }
  },
};

function pointer(course: Course, node: CourseNode): Finding {
  const own = definitionPath(node.tag, node.urlName!);
  // Drafts are read with a root of their own.
  const path = node.draft && course.files.has(`drafts/${own}`) ? `drafts/${own}` : own;
  const candidates = [path].map((each) => course.files.display(each));
  const file = course.xmlFiles.find((each) => each.document !== null && candidates.includes(each.file));
  const place = file?.document?.root.tagPlace;
  return {
    place: namePlace(node.pointer!),
    message: `${tagWords(node.tag, node.urlName)} points to ${path}, which holds just another pointer: Open edX makes an empty block of it`,
    hint: `Write the block itself into ${path}.`,
    related: place === undefined ? [] : [{ message: 'the other pointer', place }],
  };
}

function loop({ pointer, tag, urlName }: CourseNode): Finding {
  return {
    place: namePlace(pointer!),
    message: `${tagWords(tag, urlName)} leads back to the block that it is in`,
    hint: 'Take this pointer out: a block cannot contain itself.',
  };
}
