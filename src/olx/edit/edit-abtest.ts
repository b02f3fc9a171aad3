/** Changes to an abtest: each gives a new document in which only the edit's own bytes differ. */
import { readPortion } from '../../portion/portion.js';
import { applyChanges, type Change } from '../../xml/edit.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { escapeAttribute } from '../../xml/references.js';
import { readAbtest } from '../block/abtest.js';
import { type AbtestBlock, type Child, DEFAULT_GROUP, type Group } from '../block/block.js';
import { indentOf, lineEndOf } from '../print/canonical.js';
import {
  impossible,
  insertInto,
  type NewChild,
  printChild,
  removal,
  removeAttribute,
  setAttribute,
  startsLine,
} from './placing.js';

/** The new document, and the edited block in it. */
export interface Edited {
  readonly document: XmlDocument;
  readonly block: AbtestBlock;
}

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

/** Sets what authors see as the block's title; `null` removes it. */
export function setDisplayName(block: AbtestBlock, displayName: string | null): Edited {
  if (displayName !== null) return edit(block, [setAttribute(block.element, 'display_name', displayName)]);
  const change = removeAttribute(block.element, 'display_name');
  return edit(block, change === null ? [] : [change]);
}

/**
 * Puts the groups in another order; what is between them stays where it is. The `stable` strategy divides learners by the
 * order, so that this moves those who have no stored assignment.
 * @param order the names of all groups that are written, `_DEFAULT_GROUP` for `<default>`
 * @throws AbtestError `edit-impossible` when `order` is not a permutation of them
 * @example
 * const { block } = parseAbtest('<abtest experiment="E"><group name="a" portion=".5"/><group name="b" portion=".5"/></abtest>');
 * reorderGroups(block, ['b', 'a']);
 */
export function reorderGroups(block: AbtestBlock, order: readonly string[]): Edited {
  const written = block.groups.filter((group) => group.element !== null);
  const wanted = order.map((name) => find(block, name));
  const isPermutation = wanted.length === written.length && written.every((group) => wanted.includes(group));
  if (!isPermutation) {
    const names = written.map(({ name }) => `"${name ?? ''}"`).join(', ');
    throw impossible(`The order does not name each group once`, `Name all of ${names}.`);
  }
  const changes = written.flatMap(({ element }, index): Change[] => {
    const by = wanted[index]!.element!;
    return by === element ? [] : [{ start: element!.start, end: element!.end, text: by.raw }];
  });
  return edit(block, changes);
}

/**
 * Adds a group after the last one, before `<default>` when that comes last.
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

/**
 * Adds a `<default>`, empty or with children.
 * @throws AbtestError `edit-impossible` when the block has one
 */
export function addDefault(block: AbtestBlock, children: readonly NewChild[] = []): Edited {
  if (block.defaultGroup.element !== null) throw impossible('The block already has a <default>');
  return edit(block, [insertGroup(block, 'default', 'default', children, null)]);
}

/** Adds a child after the group's last one; `_DEFAULT_GROUP` gets a `<default>` if the block has none. */
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
  return edit(block, [removal(childOf(block, group, child).element)]);
}

/**
 * Moves a child to the end of another group, as it is written; the group's `<default>` is added if there is none.
 * @throws AbtestError `edit-impossible` when the group or the child is not there, or both groups are one
 * @example
 * const { block } = parseAbtest('<abtest experiment="E"><group name="a" portion=".5"><html url_name="x"/></group></abtest>');
 * moveChild(block, 'a', '_DEFAULT_GROUP', { tag: 'html', urlName: 'x' });
 */
export function moveChild(
  block: AbtestBlock,
  from: string,
  to: string,
  child: Child | { readonly tag: string; readonly urlName: string },
): Edited {
  if (from === to) throw impossible(`The child is in the group "${to}" already`);
  const { element } = childOf(block, from, child);
  const target = find(block, to).element;
  const insertion =
    target === null
      ? insertGroup(block, 'default', 'default', [element.raw], null)
      : insertInto(target, element.raw, childIndent(block, target), lineEndOf(block.document));
  return edit(block, [removal(element), insertion]);
}

// -------------------------------------------------------------------------------------------------------------

function edit(block: AbtestBlock, changes: readonly Change[]): Edited {
  if ((block as { kind: string }).kind !== 'abtest')
    throw impossible('This edit is for an <abtest>', 'Use the edits of a split_test for this block.');
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

function childOf(
  block: AbtestBlock,
  group: string,
  child: Child | { readonly tag: string; readonly urlName: string },
): Child {
  const { children } = find(block, group);
  const found = children.find((each) => each === child) ?? children.find((each) => isNamed(each, child));
  if (found !== undefined) return found;
  throw impossible(`The group "${group}" has no child ${child.tag}/${child.urlName}`);
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

function isNamed(child: Child, named: { readonly tag: string; readonly urlName: string | null }): boolean {
  return child.tag === named.tag && child.urlName === named.urlName;
}
