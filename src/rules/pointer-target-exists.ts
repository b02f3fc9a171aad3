/** The rule `pointer-target-exists`: the file that a pointer names is there, inside the course. */
import type { Finding } from '../diagnostics/diagnostic.js';
import type { Course, CourseNode } from '../olx/course/course.js';
import { definitionPath, namePlace } from '../olx/course/names.js';
import type { Rule } from './rule.js';
import { NearFiles } from './suggestions.js';
import { tagWords } from './words.js';

export const pointerTargetExists: Rule = {
  id: 'pointer-target-exists',
  severity: 'error',
  summary: 'The file that a pointer points to is in the course.',
  checkCourse(course, report) {
    const near = new NearFiles(course);
    for (const node of course.nodes) {
      // What course.xml points to is the business of `course-root`.
      if (node.pointer === null || node === course.root) continue;
      if (node.target === 'outside') report(outside(node));
      if (node.target === 'missing')
        report(node.urlName === null ? nameless(node) : missing(course, node, near));
    }
  },
};

function missing({ files }: Course, { pointer, tag, urlName }: CourseNode, near: NearFiles): Finding {
  const path = definitionPath(tag, urlName!);
  const body = path.replace(/\.xml$/, '.html');
  const meant = near.hint(tag, urlName!);
  const onlyBody = meant === undefined && tag === 'html' && files.has(body);
  const name = body.slice('html/'.length, -'.html'.length);
  return {
    place: namePlace(pointer!),
    message: `${tagWords(tag, urlName)} points to ${path}, which is not there: the import drops it in silence`,
    hint: onlyBody
      ? `${body} is there, but Open edX looks for ${path} first: add it with <html filename="${name}"/>.`
      : (meant ?? 'Add the file, correct the name, or take the pointer out.'),
  };
}

function outside({ pointer, tag, urlName }: CourseNode): Finding {
  return {
    place: namePlace(pointer!),
    message: `${tagWords(tag, urlName)} leads out of the course`,
    hint: `Name a file in the folder ${tag}/ of this course.`,
  };
}

function nameless({ pointer, tag }: CourseNode): Finding {
  return {
    place: pointer!.tagPlace,
    message: `<${tag}/> has neither a name nor content: Open edX makes up a name and finds no file of that name`,
    hint: `Give it the url_name of a file in the folder ${tag}/, write the content out here, or take it out.`,
  };
}
