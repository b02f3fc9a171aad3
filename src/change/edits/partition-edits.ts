/** Edits of a partition: policy.json, and the maps and children of all its split_tests together. */

import { prefixOf } from '../../convert/blocks/new-names.js';
import { keyOfChild, print } from '../../convert/blocks/print-definition.js';
import { groupIdOf } from '../../convert/to-split-test/ids.js';
import { visible } from '../../diagnostics/visible.js';
import type { SplitTestBlock } from '../../olx/block/block.js';
import { childOfKey } from '../../olx/block/split-test.js';
import type { CourseNode } from '../../olx/course/course.js';
import { definitionPath } from '../../olx/course/names.js';
import {
  impossible,
  indentOf,
  insertInto,
  lineEndOf,
  type NewChild,
  printChild,
  removal,
  startsLine,
} from '../../olx/edit/placing.js';
import { appendItems, removeItem, reorderItems, replaceValue } from '../../olx/policy/json-edit.js';
import type { UserPartition } from '../../olx/policy/partition.js';
import type { XmlElement } from '../../xml/node.js';
import type { Editor } from './editor.js';
import { type Found, groupNamed, indexOfPartition, requireRandom, splitTestsOf } from './experiment.js';
import { MapText } from './map-changes.js';
import { Removal } from './removal.js';

type Path = (string | number)[];

export function renamePartition(editor: Editor, partition: UserPartition, to: string): void {
  const { policy, course } = editor;
  if (to.trim() === '') throw impossible('A partition needs a name', 'Give it one.');
  if (course.partitions.some(({ name, id }) => name === to && id !== partition.id))
    throw impossible(`The course already has a partition "${visible(to)}"`, 'Choose another name.');
  const index = indexOfPartition(policy, partition);
  policy.edit((text, entry) => replaceValue(text, [entry, 'user_partitions', index, 'name'], to));
  editor.notes.change('edited', policy.path, `the partition ${partition.id} is called "${visible(to)}"`);
}

export function renameGroupOfPartition(
  editor: Editor,
  partition: UserPartition,
  from: string,
  to: string,
): void {
  const group = groupNamed(partition, from);
  refuseGroupName(partition, to, group.id);
  const path = [...groupsPath(editor, partition), indexOfGroup(editor, partition, group.id), 'name'];
  editor.policy.edit((text, entry) => replaceValue(text, [entry, ...path], to));
  const message = `the group ${group.id} of the partition ${partition.id} is called "${visible(to)}"; its learners stay in it`;
  editor.notes.change('edited', editor.policy.path, message);
}

export function reorderGroupsOfPartition(
  editor: Editor,
  partition: UserPartition,
  order: readonly string[],
): void {
  const wanted = order.map((name) => groupNamed(partition, name).id);
  if (new Set(wanted).size !== partition.groups.length || wanted.length !== partition.groups.length)
    throw impossible(
      'The order does not name each group once',
      `Name all of ${partition.groups.map(({ name }) => `"${visible(name)}"`).join(', ')}.`,
    );
  const places = wanted.map((id) => indexOfGroup(editor, partition, id));
  const path = groupsPath(editor, partition);
  editor.policy.edit((text, entry) => reorderItems(text, [entry, ...path], places));
  const names = order.map((each) => `"${visible(each)}"`).join(', ');
  const message = `the groups of the partition ${partition.id} are in the order ${names}`;
  editor.notes.change('edited', editor.policy.path, message);
}

/** The group gets an id that follows from its name, and a unit of its own in every block. */
export function addGroupToPartition(
  editor: Editor,
  partition: UserPartition,
  name: string,
  children: readonly NewChild[],
): void {
  requireRandom(partition);
  refuseGroupName(partition, name, null);
  const id = groupIdOf(partition.name, name);
  if (partition.groups.some((group) => group.id === id))
    throw impossible(
      `The group "${visible(name)}" would get the id ${id}, which another group of the partition has`,
      'Choose another name.',
    );
  const path = groupsPath(editor, partition);
  editor.policy.edit((text, entry) => appendItems(text, [entry, ...path], [{ id, name, version: 1 }]));
  const message = `the group ${id} "${visible(name)}" in the partition ${partition.id}`;
  editor.notes.change('added', editor.policy.path, message);
  for (const found of splitTestsOf(editor.course, partition))
    giveGroup(editor, found, { id, name, children });
}

interface AddedGroup {
  readonly id: number;
  readonly name: string;
  readonly children: readonly NewChild[];
}

function giveGroup(editor: Editor, { node, block }: Found<SplitTestBlock>, group: AddedGroup): void {
  const map = new MapText(block.element);
  const id = String(group.id);
  const known = map.entries.find(
    ([each, key]) => each === id && childOfKey(block.children, key) !== undefined,
  );
  if (known !== undefined) {
    const message = `${visible(known[1])}, which no group showed, is the child of "${visible(group.name)}"`;
    editor.notes.change('edited', node.path, message, block.place);
    return;
  }
  const unit = newUnit(editor, node, block, group);
  const entry = [id, keyOfChild(editor.course, 'vertical', unit)] as const;
  const changes = map.change(([each]) => each !== id, [entry]);
  const pointer = printChild({ tag: 'vertical', urlName: unit });
  editor.change(node.path, block.document, [...changes, appendChildren(block.element, [pointer], block)]);
}

/** A unit for a group in a block; a draft and its published block get the same name. */
export function newUnit(
  editor: Editor,
  node: CourseNode,
  block: { readonly urlName: string | null },
  { id, name, children }: AddedGroup,
): string {
  const prefix = prefixOf(node.path);
  const identity = JSON.stringify(['group', block.urlName ?? node.urlName ?? node.path, id]);
  const unit = editor.names.claim('vertical', prefix, identity);
  const path = prefix + definitionPath('vertical', unit);
  const content = children.map(printChild);
  editor.write(path, Buffer.from(`${print('vertical', [['display_name', name]], content)}\n`));
  const what = children.length === 0 ? 'an empty unit' : 'a unit';
  editor.notes.change('added', path, `${what} for the group ${id} "${visible(name)}" in ${node.path}`);
  return unit;
}

/** After the last child, indented as the others are. */
export function appendChildren(
  element: XmlElement,
  texts: readonly string[],
  { document }: Pick<SplitTestBlock, 'document'>,
): ReturnType<typeof insertInto> {
  const sibling = element.elements.find(startsLine);
  const indent = sibling === undefined ? `${indentOf(element)}  ` : indentOf(sibling);
  const lineEnd = lineEndOf(document);
  return insertInto(element, texts.join(lineEnd + indent), indent, lineEnd);
}

/** The group's children go with what only they need. */
export function removeGroupOfPartition(editor: Editor, partition: UserPartition, name: string): void {
  const group = groupNamed(partition, name);
  const id = String(group.id);
  if (partition.groups.length === 1)
    throw impossible(
      `"${visible(group.name)}" is the only group of the partition ${partition.id}`,
      'Add another group first.',
    );
  const path = groupsPath(editor, partition);
  const index = indexOfGroup(editor, partition, group.id);
  editor.policy.edit((text, entry) => removeItem(text, [entry, ...path], index));
  const message = `the group ${id} "${visible(group.name)}" of the partition ${partition.id}`;
  editor.notes.change('removed', editor.policy.path, message);
  const gone = new Removal(editor);
  for (const { node, block } of splitTestsOf(editor.course, partition)) {
    const map = new MapText(block.element);
    const own = map.entries.filter(([each]) => each === id);
    const others = map.entries.filter(([each]) => each !== id);
    const shown = new Set(others.map(([, key]) => childOfKey(block.children, key)));
    editor.change(
      node.path,
      block.document,
      map.change(([each]) => each !== id, []),
    );
    for (const [, key] of own) {
      const child = childOfKey(block.children, key);
      if (child === undefined || shown.has(child)) continue;
      editor.change(node.path, block.document, [removal(child.element)]);
      gone.element(child.element, node.path);
      editor.notes.change('removed', node.path, `${child.tag}/${visible(child.urlName ?? '')}`, child.place);
    }
  }
  gone.run();
}

function groupsPath(editor: Editor, partition: UserPartition): Path {
  return ['user_partitions', indexOfPartition(editor.policy, partition), 'groups'];
}

/** Groups that cannot be read are in the list, too. */
function indexOfGroup({ policy }: Editor, partition: UserPartition, id: number): number {
  const written = policy.writtenPartitions[indexOfPartition(policy, partition)] as { groups: unknown[] };
  return written.groups.findIndex((each) => Number((each as { id?: unknown } | null)?.id) === id);
}

function refuseGroupName({ groups, id }: UserPartition, name: string, own: number | null): void {
  if (name.trim() === '') throw impossible('A group needs a name', 'Give it one.');
  if (groups.some((group) => group.name === name && group.id !== own))
    throw impossible(`The partition ${id} already has a group "${visible(name)}"`, 'Choose another name.');
}
