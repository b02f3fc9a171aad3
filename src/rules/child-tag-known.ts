/** The rule `child-tag-known`: the tags of blocks are neither misspelt nor those of HTML. */
import type { CourseNode } from '../olx/course/course.js';
import { isUnit, KNOWN_TAGS } from '../olx/course/tags.js';
import type { XmlElement } from '../xml/node.js';
import { writtenDefaults, writtenGroups } from './groups.js';
import type { Rule, RuleReport } from './rule.js';
import { meantTag } from './suggestions.js';

/** Elements that authors write as in HTML: text, lists, tables, pictures. */
const OF_HTML = new Set(
  'a b blockquote br center code div em figure font h1 h2 h3 h4 h5 h6 hr i iframe img li ol p pre script span strong style sub sup table tbody td th tr u ul'.split(
    ' ',
  ),
);

export const childTagKnown: Rule = {
  id: 'child-tag-known',
  severity: 'warning',
  summary: 'The tags of blocks in groups and units are neither misspelt nor those of HTML.',
  checkBlock(block, report) {
    const children =
      block.kind === 'abtest'
        ? writtenGroups(block)
            .concat(writtenDefaults(block))
            .flatMap((group) => group.children)
        : block.children;
    for (const { element } of children) check(element, report);
  },
  checkCourse(course, report) {
    for (const node of course.nodes)
      if (node.parents.some(({ tag }) => isUnit(tag))) check(named(node), report);
  },
};

function named({ pointer, element }: CourseNode): XmlElement | null {
  return pointer ?? element;
}

function check(element: XmlElement | null, report: RuleReport): void {
  if (element === null || KNOWN_TAGS.has(element.name)) return;
  const { name, tagPlace: place } = element;
  if (OF_HTML.has(name)) {
    const message = `<${name}> is an element of HTML, not a block: Open edX does not show it`;
    report({ place, message, hint: `Put it into a block: <html><${name}>…</${name}></html>.` });
    return;
  }
  const meant = meantTag(name);
  if (meant !== undefined)
    report({ place, message: `Open edX has no block <${name}>`, hint: `Did you mean <${meant}>?` });
}
