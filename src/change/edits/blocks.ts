/** Edits of single blocks: an abtest's children, a title, a new split_test, another partition. */

import { prefixOf } from '../../convert/blocks/new-names.js';
import { keyOfChild, print } from '../../convert/blocks/print-definition.js';
import { groupIdOf, partitionIdOf, partitionIdsOf, TakenIds } from '../../convert/to-split-test/ids.js';
import { visible } from '../../diagnostics/visible.js';
import type { AbtestBlock, SplitTestBlock } from '../../olx/block/block.js';
import type { CourseNode } from '../../olx/course/course.js';
import { definitionPath } from '../../olx/course/names.js';
import { isUnit } from '../../olx/course/tags.js';
import { childMoveChanges, displayNameChanges } from '../../olx/edit/abtest-changes.js';
import { impossible, type NewChild, printChild } from '../../olx/edit/placing.js';
import type { UserPartition } from '../../olx/policy/partition.js';
import { pythonObject } from '../../olx/policy/print-python-json.js';
import { keyOfNode, partsOfKey } from './documents.js';
import type { Editor } from './editor.js';
import { type Found, partitionNamed, requireRandom, unknown } from './experiment.js';
import { appendChildren, newUnit } from './partition-edits.js';

/** Every definition of an A/B block: published, draft. @throws AbtestError `edit-impossible` when there is none */
export function blocksNamed({ course }: Editor, key: string): readonly Found<AbtestBlock | SplitTestBlock>[] {
  const found = course.blocks.filter(({ node }) => keyOfNode(node) === key);
  if (found.length > 0) return found;
  throw unknown(
    'A/B block',
    key,
    course.blocks.map(({ node }) => keyOfNode(node)),
  );
}

export function setTitle(editor: Editor, key: string, title: string | null): void {
  const message = title === null ? 'the title is removed' : `the title is "${visible(title)}"`;
  for (const { node, block } of blocksNamed(editor, key)) {
    editor.change(node.path, block.document, displayNameChanges(block, title));
    editor.notes.change('edited', node.path, message, block.place);
  }
}

/** In the block and its draft; one of them may lack the child, and is left alone then. */
export function moveChildOfBlock(
  editor: Editor,
  key: string,
  child: { readonly tag: string; readonly urlName: string },
  { from, to }: { readonly from: string; readonly to: string },
): void {
  const found = blocksNamed(editor, key);
  const holds = ({ block }: (typeof found)[number]): boolean =>
    block.groups.some(
      ({ name, children }) =>
        name === from && children.some(({ tag, urlName }) => tag === child.tag && urlName === child.urlName),
    );
  const holding = found.filter(holds);
  for (const { node, block } of holding.length === 0 ? found : holding) {
    if (block.kind !== 'abtest')
      throw impossible(
        `${key} is a split_test, in which each group has one child`,
        'Move the blocks inside of the units of its groups.',
      );
    editor.change(node.path, block.document, childMoveChanges(block, from, to, child));
    const message = `${child.tag}/${visible(child.urlName)} moves from "${visible(from)}" to "${visible(to)}"`;
    editor.notes.change('edited', node.path, message, block.place);
  }
}

export interface NewSplitTest {
  /** The url_name of the unit (vertical) that holds the block. */
  readonly unit: string;
  /** The name of its partition: one that the course has, or a new one. */
  readonly partition: string;
  /** The groups of a new partition, in their order. */
  readonly groups?: readonly { readonly name: string; readonly children?: readonly NewChild[] }[];
  readonly displayName?: string;
  /** A name that follows from the unit and the partition by default. */
  readonly urlName?: string;
}

/** The block is written in the published unit and in its draft, if there are both. */
export function addSplitTest(editor: Editor, wanted: NewSplitTest): void {
  const { course } = editor;
  const units = course.nodes.filter(
    (node) => isUnit(node.tag) && partsOfKey(keyOfNode(node)).name === wanted.unit && node.element !== null,
  );
  if (units.length === 0)
    throw unknown(
      'unit',
      wanted.unit,
      course.nodes.flatMap((node) => (isUnit(node.tag) ? partsOfKey(keyOfNode(node)).name : [])),
    );
  const { partition, children } = partitionFor(editor, wanted);
  for (const unit of units) {
    const prefix = prefixOf(unit.path);
    const identity = JSON.stringify(['split_test', wanted.unit, partition.name]);
    const name = editor.names.claim('split_test', prefix, identity, wanted.urlName ?? null);
    if (wanted.urlName !== undefined && name !== wanted.urlName)
      throw impossible(
        `"${visible(wanted.urlName)}" cannot be the url_name of the new split_test: it is taken, or no usage key can hold it`,
        'Choose another name.',
      );
    writeSplitTest(editor, unit, { name, partition, children, displayName: wanted.displayName });
  }
}

interface Planned {
  readonly name: string;
  readonly partition: UserPartition;
  readonly children: ReadonlyMap<number, readonly NewChild[]>;
  readonly displayName: string | undefined;
}

function writeSplitTest(
  editor: Editor,
  unit: CourseNode,
  { name, partition, children, displayName }: Planned,
): void {
  const path = prefixOf(unit.path) + definitionPath('split_test', name);
  const node = { ...unit, path } as CourseNode;
  const units = partition.groups.map((group) => ({
    id: String(group.id),
    unit: newUnit(editor, node, { urlName: name }, { ...group, children: children.get(group.id) ?? [] }),
  }));
  const map = units.map((each) => [each.id, keyOfChild(editor.course, 'vertical', each.unit)] as const);
  const title = displayName === undefined ? [] : [['display_name', displayName] as const];
  const text = print(
    'split_test',
    [...title, ['group_id_to_child', pythonObject(map)], ['user_partition_id', String(partition.id)]],
    units.map((each) => printChild({ tag: 'vertical', urlName: each.unit })),
  );
  editor.write(path, Buffer.from(`${text}\n`));
  const element = unit.element!;
  const document = editor.documents.at(unit.path)!;
  const pointer = printChild({ tag: 'split_test', urlName: name });
  editor.change(unit.path, document, [appendChildren(element, [pointer], { document })]);
  const message = `the split_test ${name} with the partition ${partition.id} "${visible(partition.name)}"`;
  editor.notes.change('added', unit.path, message, unit.place);
}

interface PartitionFor {
  readonly partition: UserPartition;
  readonly children: ReadonlyMap<number, readonly NewChild[]>;
}

function partitionFor(editor: Editor, { partition: name, groups }: NewSplitTest): PartitionFor {
  editor.policy.addModule('split_test', editor.notes);
  const exists = editor.course.partitions.some((each) => each.name === name || String(each.id) === name);
  const partition =
    exists || groups === undefined ? partitionNamed(editor.course, name) : newPartition(editor, name, groups);
  requireRandom(partition);
  const names = partition.groups.map((group) => group.name);
  if (
    groups !== undefined &&
    (groups.length !== names.length || groups.some((each) => !names.includes(each.name)))
  )
    throw impossible(
      `The course has a partition "${visible(name)}" already, with the groups ${names.map((each) => `"${visible(each)}"`).join(', ')}`,
      'Leave the groups away to use it, or give the new partition another name.',
    );
  const children = partition.groups.map(
    (group) => [group.id, groups?.find((each) => each.name === group.name)?.children ?? []] as const,
  );
  return { partition, children: new Map(children) };
}

/** Ids follow from the names, as those of a conversion do. */
function newPartition(
  editor: Editor,
  name: string,
  groups: NonNullable<NewSplitTest['groups']>,
): UserPartition {
  const { policy, course, notes } = editor;
  if (name.trim() === '' || groups.length === 0 || groups.some((group) => group.name.trim() === ''))
    throw impossible('A partition needs a name, and at least one group with a name', 'Give them.');
  const id = partitionIdOf(name);
  const taken = partitionIdsOf(course, policy.writtenPartitions);
  const other = taken.take(id, name);
  if (other !== undefined)
    throw impossible(
      `The partition "${visible(name)}" would get the id ${id}, which ${other} has`,
      'Choose another name.',
    );
  const inPartition = new TakenIds();
  const own = groups.map((group) => ({ id: groupIdOf(name, group.name), name: group.name, version: 1 }));
  for (const group of own) {
    const same = inPartition.take(group.id, `the group "${visible(group.name)}"`);
    if (same !== undefined)
      throw impossible(
        `The group "${visible(group.name)}" would get the id ${group.id}, which ${same} has`,
        'Choose another name.',
      );
  }
  const partition: UserPartition = {
    id,
    name,
    description: '',
    version: 3,
    scheme: 'random',
    groups: own,
    active: true,
    parameters: {},
  };
  policy.addPartitions([partition], notes);
  return partition;
}
