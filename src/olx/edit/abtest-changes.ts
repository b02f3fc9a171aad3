/** Where an abtest changes under an edit: stretches of its source and what takes their place. */
import { type OptionNames, requireKnownOptions } from '../../diagnostics/options.js';
import { readPortion } from '../../portion/portion.js';
import type { Change } from '../../xml/edit.js';
import type { XmlElement } from '../../xml/node.js';
import { escapeAttribute } from '../../xml/references.js';
import { type AbtestBlock, type Child, DEFAULT_GROUP, type Group } from '../block/block.js';
import {
  impossible,
  indentOf,
  insertInto,
  lineEndOf,
  type NewChild,
  printChild,
  removal,
  removeAttribute,
  setAttribute,
  startsLine,
} from './placing.js';

/** A group to be written. */
export interface NewGroup {
  readonly name: string;
  readonly portion: string | number;
  readonly children?: readonly NewChild[];
}

/** A child, or what names one. */
export type ChildName = Child | { readonly tag: string; readonly urlName: string };

export function portionChanges(block: AbtestBlock, group: string, portion: string | number): Change[] {
  return [setAttribute(ownElement(block, group, 'portion'), 'portion', portionText(portion))];
}

export function groupNameChanges(block: AbtestBlock, from: string, to: string): Change[] {
  const element = ownElement(block, from, 'name');
  if (from !== to) refuseTaken(block, to);
  return [setAttribute(element, 'name', to)];
}

export function experimentChanges(block: AbtestBlock, experiment: string): Change[] {
  return [setAttribute(block.element, 'experiment', experiment)];
}

/** `null` removes the attribute. */
export function displayNameChanges(
  { element }: { readonly element: XmlElement },
  title: string | null,
): Change[] {
  if (title !== null) return [setAttribute(element, 'display_name', title)];
  const change = removeAttribute(element, 'display_name');
  return change === null ? [] : [change];
}

export function orderChanges(block: AbtestBlock, order: readonly string[]): Change[] {
  const written = block.groups.filter((group) => group.element !== null);
  const wanted = order.map((name) => find(block, name));
  const isPermutation = wanted.length === written.length && written.every((group) => wanted.includes(group));
  if (!isPermutation) {
    const names = written.map(({ name }) => `"${name ?? ''}"`).join(', ');
    throw impossible(`The order does not name each group once`, `Name all of ${names}.`);
  }
  return written.flatMap(({ element }, index): Change[] => {
    const by = wanted[index]!.element!;
    return by === element ? [] : [{ start: element!.start, end: element!.end, text: by.raw }];
  });
}

const NEW_GROUP: OptionNames<NewGroup> = { name: true, portion: true, children: true };

export function newGroupChanges(block: AbtestBlock, group: NewGroup): Change[] {
  requireKnownOptions('addGroup', group, NEW_GROUP);
  refuseTaken(block, group.name);
  const attributes = `portion="${escapeAttribute(portionText(group.portion))}" name="${escapeAttribute(group.name)}"`;
  const before = block.groups.at(-1)?.isDefault ? block.groups.at(-1)!.element : null;
  return [insertGroup(block, `group ${attributes}`, 'group', group.children ?? [], before)];
}

export function groupRemovalChanges(block: AbtestBlock, group: string): Change[] {
  const { element } = find(block, group);
  if (element === null) throw impossible('The block has no <default>');
  return [removal(element)];
}

export function newDefaultChanges(block: AbtestBlock, children: readonly NewChild[]): Change[] {
  if (block.defaultGroup.element !== null) throw impossible('The block already has a <default>');
  return [insertGroup(block, 'default', 'default', children, null)];
}

export function newChildChanges(block: AbtestBlock, group: string, child: NewChild): Change[] {
  const { element } = find(block, group);
  if (element === null) return [insertGroup(block, 'default', 'default', [child], null)];
  const indent = childIndent(block, element);
  return [insertInto(element, printChild(child), indent, lineEndOf(block.document))];
}

export function childRemovalChanges(block: AbtestBlock, group: string, child: ChildName): Change[] {
  return [removal(childOf(block, group, child).element)];
}

export function childMoveChanges(block: AbtestBlock, from: string, to: string, child: ChildName): Change[] {
  if (from === to) throw impossible(`The child is in the group "${to}" already`);
  const { element } = childOf(block, from, child);
  const target = find(block, to).element;
  const insertion =
    target === null
      ? insertGroup(block, 'default', 'default', [element.raw], null)
      : insertInto(target, element.raw, childIndent(block, target), lineEndOf(block.document));
  return [removal(element), insertion];
}

// -------------------------------------------------------------------------------------------------------------

function portionText(portion: string | number): string {
  const text = String(portion);
  const { exact } = readPortion(text);
  if (exact !== null && exact.numerator >= 0n && exact.numerator <= exact.denominator) return text;
  throw impossible(`"${text}" is not a portion`, 'Give a number from 0 to 1.');
}

function childOf(block: AbtestBlock, group: string, child: ChildName): Child {
  const { children } = find(block, group);
  const found = children.find((each) => each === child) ?? children.find((each) => isNamed(each, child));
  if (found !== undefined) return found;
  throw impossible(`The group "${group}" has no child ${child.tag}/${child.urlName}`);
}

function find(block: AbtestBlock, name: string): Group {
  const found = block.groups.filter((group) => group.name === name);
  if (found.length === 0) {
    const known = block.groups.flatMap((group) => (group.name === null ? [] : `"${group.name}"`)).join(', ');
    throw impossible(`The block has no group "${name}"`, `Use one of its groups: ${known}.`);
  }
  if (found.length > 1)
    throw impossible(`The block has ${found.length} groups "${name}"`, 'Give them names of their own first.');
  return found[0]!;
}

function ownElement(block: AbtestBlock, name: string, what: string): XmlElement {
  const { element, isDefault } = find(block, name);
  if (isDefault || element === null) {
    const hint = what === 'portion' ? 'Change the portions of the other groups; it takes what is left.' : '';
    throw impossible(`The default group has no ${what} of its own`, hint);
  }
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
