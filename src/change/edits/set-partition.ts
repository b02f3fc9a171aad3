/** A split_test pointed to another partition: its children follow the names of the groups. */

import { type MapEntry, readChildMap, withEntries } from '../../convert/blocks/child-map.js';
import { keyOfChild } from '../../convert/blocks/print-definition.js';
import { freeGroupId } from '../../convert/to-split-test/ids.js';
import { visible } from '../../diagnostics/visible.js';
import type { SplitTestBlock } from '../../olx/block/block.js';
import { childOfKey } from '../../olx/block/split-test.js';
import { impossible, printChild, setAttribute } from '../../olx/edit/placing.js';
import type { UserPartition } from '../../olx/policy/partition.js';
import { blocksNamed } from './blocks.js';
import type { Editor } from './editor.js';
import { type Found, groupNamed, partitionNamed, requireRandom } from './experiment.js';
import { MapText } from './map-changes.js';
import { appendChildren, newUnit } from './partition-edits.js';

/** @param groups name of a new group to the name of the old group whose child it takes; equal names need no entry */
export function pointToPartition(
  editor: Editor,
  key: string,
  name: string,
  groups: ReadonlyMap<string, string>,
): void {
  const partition = partitionNamed(editor.course, name);
  requireRandom(partition);
  for (const own of groups.keys()) groupNamed(partition, own);
  for (const { node, block } of blocksNamed(editor, key)) {
    if (block.kind !== 'split_test')
      throw impossible(`${key} is an abtest, which has no partition`, 'Name a split_test.');
    if (block.partitionId === partition.id)
      throw impossible(`${key} has the partition ${partition.id} already`, 'Name another one.');
    point(editor, { node, block }, partition, groups);
  }
}

function point(
  editor: Editor,
  { node, block }: Found<SplitTestBlock>,
  partition: UserPartition,
  groups: ReadonlyMap<string, string>,
): void {
  const { course, notes } = editor;
  const { entries } = new MapText(block.element);
  const given = new Map<string, MapEntry>();
  const missing: { readonly id: number; readonly name: string }[] = [];
  for (const group of partition.groups) {
    const entry = entryOf(block, entries, groups.get(group.name) ?? group.name, groups.has(group.name));
    if (entry !== undefined && given.has(entry[0]))
      throw impossible(`Two groups would take the child of one old group`, 'Map each old group once.');
    if (entry === undefined) missing.push(group);
    else given.set(entry[0], [String(group.id), entry[1]]);
  }
  const units = missing.map((group) => ({
    group,
    unit: newUnit(editor, node, block, { ...group, children: [] }),
  }));
  const own = new Map([
    ...[...given.values()],
    ...units.map(({ group, unit }): MapEntry => [String(group.id), keyOfChild(course, 'vertical', unit)]),
  ]);
  const idle = idleEntries(
    entries.filter(([id]) => !given.has(id)),
    partition,
  );
  const all = [...partition.groups.map(({ id }): MapEntry => [String(id), own.get(String(id))!]), ...idle];
  for (const [id, usageKey] of idle)
    notes.change(
      'inactive',
      node.path,
      `no group shows ${visible(usageKey)} now; its entry is ${id}`,
      block.place,
    );
  const map = readChildMap(block.element);
  const changes = [setAttribute(block.element, 'user_partition_id', String(partition.id))];
  if (map !== null) changes.push(withEntries(map, all));
  else changes.push(...new MapText(block.element).change(() => false, all));
  const pointers = units.map(({ unit }) => printChild({ tag: 'vertical', urlName: unit }));
  if (pointers.length > 0) changes.push(appendChildren(block.element, pointers, block));
  editor.change(node.path, block.document, changes);
  notes.change(
    'edited',
    node.path,
    `the partition is ${partition.id} "${visible(partition.name)}"`,
    block.place,
  );
}

/** The map entry of an old group, if the block has the child. */
function entryOf(
  block: SplitTestBlock,
  entries: readonly MapEntry[],
  name: string,
  isAsked: boolean,
): MapEntry | undefined {
  const named = block.groups.filter((group) => group.name === name);
  const group = named[0] ?? (isAsked ? block.groups.find(({ id }) => String(id) === name) : undefined);
  const entry = entries.find(
    ([id, key]) => id === String(group?.id) && childOfKey(block.children, key) !== undefined,
  );
  if (entry === undefined && isAsked) {
    const known = block.groups.map((each) => `"${visible(each.name ?? '')}"`).join(', ');
    throw impossible(`The block has no group "${visible(name)}" with a child`, `Its groups are ${known}.`);
  }
  return entry;
}

/** Entries of groups that the new partition lacks: their ids must not be those of its groups. */
function idleEntries(entries: readonly MapEntry[], { groups, name }: UserPartition): MapEntry[] {
  const own = new Set(groups.map(({ id }) => String(id)));
  const taken = new Set([...own, ...entries.map(([id]) => id)]);
  return entries.map(
    ([id, key]): MapEntry => (own.has(id) ? [freeGroupId(name, key, taken), key] : [id, key]),
  );
}
