/** Changes to an abtest: each gives a new document in which only the edit's own bytes differ. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { readPortion } from '../../portion/portion.js';
import { isBlankText, isName } from '../../xml/characters.js';
import { applyChanges, type Change, quoted } from '../../xml/edit.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { readXml } from '../../xml/parse.js';
import { escapeAttribute } from '../../xml/references.js';
import { readAbtest } from '../block/abtest.js';
import { type AbtestBlock, type Child, DEFAULT_GROUP, type Group } from '../block/block.js';
import { indentOf, lineEndOf } from '../print/canonical.js';

/** The new document, and the edited block in it. */
export interface Edited {
  readonly document: XmlDocument;
  readonly block: AbtestBlock;
}

/** A child to be written: a pointer, or XML that is put in as it is. */
export type NewChild = { readonly tag: string; readonly urlName: string } | string;

/**
 * Sets a group's portion; `_DEFAULT_GROUP` has none of its own.
 * @throws AbtestError `edit-impossible` for an unknown group, or a portion that is not a number from 0 to 1
 */
export function setPortion(block: AbtestBlock, group: string, portion: string | number): Edited {
  const element = ownElement(block, group, 'portion');
  return edit(block, [setAttribute(element, 'portion', portionText(portion))]);
}

/** @throws AbtestError `edit-impossible` when the group is not there, or another one has the new name */
export function renameGroup(block: AbtestBlock, from: string, to: string): Edited {
  const element = ownElement(block, from, 'name');
  if (from !== to) refuseTaken(block, to);
  return edit(block, [setAttribute(element, 'name', to)]);
}

export function setExperiment(block: AbtestBlock, experiment: string): Edited {
  return edit(block, [setAttribute(block.element, 'experiment', experiment)]);
}

/**
 * Adds a group behind the last one, before `<default>` when that comes last.
 * @throws AbtestError `edit-impossible` when the name is taken
 */
export function addGroup(
  block: AbtestBlock,
  group: {
    readonly name: string;
    readonly portion: string | number;
    readonly children?: readonly NewChild[];
  },
): Edited {
  refuseTaken(block, group.name);
  const attributes = `portion="${escapeAttribute(portionText(group.portion))}" name="${escapeAttribute(group.name)}"`;
  const before = block.groups.at(-1)?.isDefault ? block.groups.at(-1)!.element : null;
  return edit(block, [insertGroup(block, `group ${attributes}`, 'group', group.children ?? [], before)]);
}

/** Removes a group, its children included; `_DEFAULT_GROUP` removes `<default>`. */
export function removeGroup(block: AbtestBlock, group: string): Edited {
  const { element } = find(block, group);
  if (element === null) throw impossible('The block has no <default>');
  return edit(block, [removal(element)]);
}

/** Adds a child behind the group's last one; `_DEFAULT_GROUP` gets a `<default>` if the block has none. */
export function addChild(block: AbtestBlock, group: string, child: NewChild): Edited {
  const { element } = find(block, group);
  if (element === null) return edit(block, [insertGroup(block, 'default', 'default', [child], null)]);
  const indent = childIndent(block, element);
  return edit(block, [insertInto(element, printChild(child), indent, lineEndOf(block.document))]);
}

/** Removes a child, given itself or its tag and url_name. */
export function removeChild(
  block: AbtestBlock,
  group: string,
  child: Child | { readonly tag: string; readonly urlName: string },
): Edited {
  const { children } = find(block, group);
  const found = children.find((each) => each === child) ?? children.find((each) => isNamed(each, child));
  if (found === undefined)
    throw impossible(`The group "${group}" has no child ${child.tag}/${child.urlName}`);
  return edit(block, [removal(found.element)]);
}

// -------------------------------------------------------------------------------------------------------------

function edit(block: AbtestBlock, changes: readonly Change[]): Edited {
  const document = applyChanges(block.document, changes);
  // An edit lies inside the block's own element, so the block still starts where it started.
  const element = elementAt(document.root, block.element.start);
  return { document, block: readAbtest(element, document, block.draft) };
}

function elementAt(root: XmlElement, start: number): XmlElement {
  let element = root;
  while (element.start !== start) {
    const next = element.elements.findLast((each) => each.start <= start);
    if (next === undefined) throw new Error('the edited block is gone');
    element = next;
  }
  return element;
}

function portionText(portion: string | number): string {
  const text = String(portion);
  const { exact } = readPortion(text);
  if (exact !== null && exact.numerator >= 0n && exact.numerator <= exact.denominator) return text;
  throw impossible(`"${text}" is not a portion`, 'Give a number from 0 to 1.');
}

function find(block: AbtestBlock, name: string): Group {
  const found = block.groups.filter((group) => group.name === name);
  if (found.length === 0) throw impossible(`The block has no group "${name}"`);
  if (found.length > 1)
    throw impossible(`The block has ${found.length} groups "${name}"`, 'Give them names of their own first.');
  return found[0]!;
}

function ownElement(block: AbtestBlock, name: string, what: string): XmlElement {
  const { element, isDefault } = find(block, name);
  if (isDefault || element === null) throw impossible(`The default group has no ${what} of its own`);
  return element;
}

function refuseTaken(block: AbtestBlock, name: string): void {
  if (name === DEFAULT_GROUP)
    throw impossible(`"${DEFAULT_GROUP}" is the name of the default group`, 'Choose another name.');
  if (block.groups.some((group) => group.name === name)) {
    throw impossible(`The block already has a group "${name}"`, 'Choose another name.');
  }
}

function setAttribute(element: XmlElement, name: string, value: string): Change {
  const attribute = element.attribute(name);
  if (attribute !== undefined) {
    return { start: attribute.valueStart, end: attribute.valueEnd, text: quoted(value, attribute.quote) };
  }
  const behindName = element.start + 1 + element.name.length;
  return { start: behindName, end: behindName, text: ` ${name}="${escapeAttribute(value)}"` };
}

function insertGroup(
  block: AbtestBlock,
  open: string,
  tag: string,
  children: readonly NewChild[],
  before: XmlElement | null,
): Change {
  const lineEnd = lineEndOf(block.document);
  const indent = groupIndent(block);
  const step = stepOf(block);
  const lines = children.map((child) => `${lineEnd}${indent}${step}${printChild(child)}`);
  const text =
    children.length === 0 ? `<${open}/>` : `<${open}>${lines.join('')}${lineEnd}${indent}</${tag}>`;
  if (before !== null) return { start: before.start, end: before.start, text: text + lineEnd + indent };
  return insertInto(block.element, text, indent, lineEnd);
}

/** Behind the last thing inside the element; `<x/>` is opened. */
function insertInto(element: XmlElement, text: string, indent: string, lineEnd: string): Change {
  const own = indentOf(element);
  if (element.selfClosing) {
    const start = element.end - 2;
    return { start, end: element.end, text: `>${lineEnd}${indent}${text}${lineEnd}${own}</${element.name}>` };
  }
  const last = element.children.findLast((node) => node.type !== 'text' || !isBlankText(node.value));
  const start = last?.end ?? element.openEnd;
  const closing =
    isBlankText(element.context.source.text.slice(start, element.closeStart)) && start !== element.closeStart;
  return { start, end: start, text: `${lineEnd}${indent}${text}${closing ? '' : lineEnd + own}` };
}

/** The element, with the line that it had to itself. */
function removal(element: XmlElement): Change {
  const { text } = element.context.source;
  const indent = indentOf(element);
  const lineStart = element.start - indent.length;
  const alone = /^[ \t]*(\r\n?|\n)/.test(text.slice(element.end, element.end + 200));
  const lineBreak = /(\r\n?|\n)$/.exec(text.slice(0, lineStart))?.[0] ?? '';
  const start = alone && lineBreak !== '' ? lineStart - lineBreak.length : element.start;
  return { start, end: element.end, text: '' };
}

function groupIndent(block: AbtestBlock): string {
  const written = block.groups.find((group) => group.element !== null && startsLine(group.element));
  return written === undefined ? indentOf(block.element) + stepOf(block) : indentOf(written.element!);
}

function childIndent(block: AbtestBlock, group: XmlElement): string {
  const sibling = group.elements.find(startsLine);
  return sibling === undefined ? indentOf(group) + stepOf(block) : indentOf(sibling);
}

/** By how much this author indents. */
function stepOf(block: AbtestBlock): string {
  const written = block.groups.find((group) => group.element !== null && startsLine(group.element));
  const step = written === undefined ? '' : indentOf(written.element!).slice(indentOf(block.element).length);
  return step === '' ? '  ' : step;
}

function startsLine(element: XmlElement): boolean {
  const { text } = element.context.source;
  return /[\r\n]/.test(text.charAt(element.start - indentOf(element).length - 1));
}

function printChild(child: NewChild): string {
  if (typeof child !== 'string') {
    if (!isName(child.tag) || child.tag.includes(':'))
      throw impossible(`"${child.tag}" is not the name of a tag`);
    return `<${child.tag} url_name="${escapeAttribute(child.urlName)}"/>`;
  }
  const text = child.trim();
  const [problem] = readXml(text, '<child>').problems;
  if (problem !== undefined)
    throw impossible(`The child is not one XML element: ${problem.message}`, problem.hint);
  return text;
}

function isNamed(child: Child, named: { readonly tag: string; readonly urlName: string | null }): boolean {
  return child.tag === named.tag && child.urlName === named.urlName;
}

function impossible(message: string, hint = ''): AbtestError {
  return new AbtestError('edit-impossible', message, { hint });
}
