/** The rule `pointer-target-exists`: the file that a pointer names is there, inside the course. */
import type { Finding } from '../diagnostics/diagnostic.js';
import type { Course, CourseNode } from '../olx/course/course.js';
import { definitionPath, isLegalName, leavesItsFolder, namePlace } from '../olx/course/names.js';
import { isEmpty } from '../olx/course/pointer.js';
import { isAbTag, needsFile } from '../olx/course/tags.js';
import { readXml } from '../xml/parse.js';
import { nodesInAbtests } from './abtests.js';
import { miswritten } from './groups.js';
import type { Rule, RuleReport } from './rule.js';
import { NearFiles } from './suggestions.js';
import { quote, tagWords } from './words.js';

export const pointerTargetExists: Rule = {
  id: 'pointer-target-exists',
  severity: 'error',
  summary: 'The file that a pointer points to is in the course.',
  checkCourse(course, report) {
    const near = new NearFiles(course);
    const inAbtests = nodesInAbtests(course);
    for (const node of course.nodes) {
      if (node.tag === 'html' && inAbtests.has(node)) checkBody(course, node, near, report);
      if (isNameMisspelt(node)) report(misspelt(node));
      // `course-root` reports the target of course.xml.
      if (node.pointer === null || node === course.root) continue;
      if (node.target === 'outside') report(outside(node));
      // A name with "/" has a finding of `child-name-legal` where it is in an A/B block.
      const isJudged = !isLegalName(node.urlName ?? 'x') && node.parents.some(({ tag }) => isAbTag(tag));
      if (node.target === 'missing' && !isJudged)
        report(node.urlName === null ? nameless(node) : missing(course, node, near));
    }
  },
};

/** In an abtest alone: the page of every other html block is looked for by `import-loses`. */
function checkBody(
  { files }: Course,
  { element, target, path }: CourseNode,
  near: NearFiles,
  report: RuleReport,
): void {
  const definition =
    element ??
    (target === 'found'
      ? (readXml(files.readQuickly(path), files.display(path)).document?.root ?? null)
      : null);
  const filename = definition?.attribute('filename');
  if (definition === null || filename === undefined || !isEmpty(definition)) return;
  // Drafts have a folder of their own, without a fallback to what is published.
  const body = `${path.startsWith('drafts/') ? 'drafts/' : ''}html/${filename.value}.html`;
  if (files.has(body) || leavesItsFolder(body)) return;
  report({
    place: filename.place,
    message: `This html block names ${body}, which is not there: the group loses the page`,
    hint: near.page(filename.value) ?? 'Add the file, or correct the filename.',
  });
}

/** Is this an empty block whose only attribute is nearly called url_name? */
function isNameMisspelt({ target, element, tag }: CourseNode): boolean {
  if (target !== 'inline' || element === null || !needsFile(tag) || element.attributes.length !== 1)
    return false;
  return isEmpty(element) && miswritten(element, 'url_name') !== undefined;
}

function misspelt({ element, tag }: CourseNode): Finding {
  const written = miswritten(element!, 'url_name')!;
  return {
    place: written.place,
    message: `This <${tag}> has the attribute ${quote(written.name)}, but no url_name: Open edX takes it for an empty block`,
    hint: `Write url_name="${written.value}".`,
  };
}

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
