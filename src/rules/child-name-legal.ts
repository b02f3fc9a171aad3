/** The rule `child-name-legal`: the names of children are made of characters that Open edX allows. */
import type { Block, Child } from '../olx/block/block.js';
import type { CourseNode } from '../olx/course/course.js';
import { isLegalName, nameOf } from '../olx/course/names.js';
import { isAbTag } from '../olx/course/tags.js';
import type { XmlElement } from '../xml/node.js';
import type { Rule, RuleReport } from './rule.js';

export const childNameLegal: Rule = {
  id: 'child-name-legal',
  severity: 'error',
  summary: 'The name of a block in a group holds only characters that Open edX allows in one.',
  checkBlock(block, report) {
    for (const { element } of childrenOf(block)) check(element, report);
  },
  checkCourse({ blocks }, report) {
    const seen = new Set<CourseNode>();
    const waiting = blocks.flatMap(({ node }) => node.children);
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      // `checkBlock` has reported the children of an A/B block.
      const named = node.pointer ?? node.element;
      if (named !== null && !node.parents.some(({ tag }) => isAbTag(tag))) check(named, report);
      for (const child of node.children) waiting.push(child);
    }
  },
};

function check(element: XmlElement, report: RuleReport): void {
  const tag = element.name;
  const attribute = [element.attribute('url_name'), element.attribute('slug')].find((each) => each?.value);
  if (attribute === undefined) return checkMadeUp(element, report);
  if (isLegalName(attribute.value)) return;
  const illegal = new Set([...attribute.value].filter((character) => !isLegalName(character)));
  report({
    place: attribute.place,
    message: `The ${attribute.name} "${attribute.value}" of this <${tag}> holds ${shown(illegal)}, which Open edX does not allow: ${illegal.has('%') ? 'the whole import fails' : 'the import drops it in silence'}`,
    hint: attribute.value.startsWith(`${tag}/`)
      ? `Leave the folder out: ${attribute.name}="${attribute.value.slice(tag.length + 1)}".`
      : 'Use only letters, digits and _ - ~ . : in it, and name the file that it points to likewise.',
  });
}

/** Without a url_name a display name becomes the name; only the percent sign passes that. */
function checkMadeUp(element: XmlElement, report: RuleReport): void {
  const name = nameOf(element);
  if (!name?.includes('%')) return;
  const attribute = element.attribute('name') ?? element.attribute('display_name');
  report({
    place: attribute?.place ?? element.tagPlace,
    message: `Without a url_name Open edX calls this <${element.name}> "${name}", and a key with % makes the whole import fail`,
    hint: 'Give it a url_name.',
  });
}

function childrenOf(block: Block): readonly Child[] {
  return block.kind === 'abtest' ? block.groups.flatMap((group) => group.children) : block.children;
}

function shown(characters: ReadonlySet<string>): string {
  return [...characters].map((each) => (each === ' ' ? 'a space' : `"${each}"`)).join(' and ');
}
