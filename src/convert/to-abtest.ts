/** A split_test printed as an abtest: a group of an equal portion for each group of its partition. */
import { visible } from '../diagnostics/visible.js';
import type { Child, SplitTestBlock } from '../olx/block/block.js';
import { childOfKey } from '../olx/block/split-test.js';
import type { Course, CourseBlock } from '../olx/course/course.js';
import type { UserPartition } from '../olx/policy/partition.js';
import type { Skeleton } from '../olx/print/print-block.js';
import type { XmlElement } from '../xml/node.js';
import { readChildMap } from './blocks/child-map.js';
import { contentOf } from './blocks/group-content.js';
import { type Attribute, MAP_ORDER, otherAttributes, print } from './blocks/print-definition.js';
import type { Rewriter } from './blocks/rewriter.js';
import type { Notes } from './report/notes.js';
import { equalPortion } from './to-split-test/equal-portion.js';
import {
  experimentNames,
  freeName,
  groupAfterId,
  groupNames,
  partitionAfterId,
} from './to-split-test/partition-names.js';

/** Reports what prevents the conversion of a split_test to an abtest. */
export function checkSplitTests(blocks: readonly CourseBlock[], notes: Notes): void {
  const taken = new Set(blocks.map(({ block }) => (block.kind === 'abtest' ? block.experiment : null)));
  for (const { block } of blocks) {
    if (block.kind !== 'split_test') continue;
    const trouble = troubleOf(block);
    if (trouble !== undefined) notes.report('convert-partition', { place: block.place, ...trouble });
    else if (block.partition !== null && taken.has(block.partition.name))
      notes.report('convert-experiment', {
        place: block.place,
        message: `The course already has an abtest of the experiment "${visible(block.partition.name)}"`,
        hint: 'Rename one of the two: blocks of one experiment share the groups of their learners.',
      });
    else if (block.partition === null)
      notes.report('convert-partition', {
        severity: 'warning',
        place: block.place,
        message: `The course has no partition ${block.partitionId}: experiment and groups are named after the ids`,
        hint: 'Converting back makes a partition with these ids; or add it to "user_partitions" in policy.json first.',
      });
  }
}

function troubleOf({
  partition,
  partitionId,
  childKeys,
}: SplitTestBlock): { message: string; hint: string } | undefined {
  if (partitionId === null)
    return {
      message: 'This split_test names no partition',
      hint: 'Set user_partition_id, or take the block out.',
    };
  if (childKeys === null)
    return {
      message: 'group_id_to_child cannot be read',
      hint: 'Write a JSON object from group ids to usage keys.',
    };
  if (partition === null)
    return childKeys.size > 0
      ? undefined
      : {
          message: `The course has no partition ${partitionId}, and no group is mapped`,
          hint: 'Take the block out.',
        };
  if (partition.scheme !== 'random')
    return {
      message: `The partition ${partitionId} "${visible(partition.name)}" has the scheme "${partition.scheme}"; an abtest divides at random`,
      hint: 'Choose a partition with the scheme "random".',
    };
  if (partition.groups.length === 0)
    return { message: `The partition ${partitionId} has no groups`, hint: 'Add groups to it.' };
  return undefined;
}

export class ToAbtest {
  readonly #rewriter: Rewriter;
  readonly #names: ReadonlyMap<number, string>;
  readonly #partitions: ReadonlyMap<number, UserPartition>;

  constructor(rewriter: Rewriter, course: Course) {
    this.#rewriter = rewriter;
    const partitions = [...course.partitions, ...unknownPartitions(course)];
    this.#names = experimentNames(partitions);
    this.#partitions = new Map(partitions.map((each) => [each.id, each]));
  }

  readonly print = (found: CourseBlock, path: string): string => {
    const block = found.block as SplitTestBlock;
    const partition = this.#partitions.get(block.partitionId!)!;
    const experiment = this.#names.get(partition.id)!;
    const { notes } = this.#rewriter;
    if (experiment !== partition.name)
      notes.change(
        'renamed',
        path,
        `the partition ${partition.id} "${visible(partition.name)}" is the experiment "${visible(experiment)}"`,
        block.place,
      );
    const texts = this.#texts(found, path);
    const idle = idleChildren(block, partition);
    this.#reportLost(block, partition, idle, path);
    const isRest = equalPortion(partition.groups.length).leavesRest;
    const rest: Skeleton[] = isRest ? [{ name: 'default', attributes: [], content: [] }] : [];
    return print(
      'abtest',
      [
        ['experiment', experiment],
        ...mapOrder(block, partition, idle),
        ...otherAttributes(block.element, [
          'group_id_to_child',
          'user_partition_id',
          'url_name',
          'slug',
          'experiment',
        ]),
      ],
      [
        ...texts.around,
        ...this.#groups(block, partition, texts.of, path),
        ...this.#idle(idle, partition, texts.of, path),
        ...rest,
      ],
    );
  };

  #texts({ block, node }: CourseBlock, path: string): { around: string[]; of: Map<XmlElement, string> } {
    const { notes } = this.#rewriter;
    const of = new Map<XmlElement, string>();
    const { stray, pieces } = contentOf(block.element, path, notes, (child) => {
      of.set(child, this.#rewriter.textOf(child, node.path));
      return '';
    });
    return { around: [...stray, ...pieces.filter((text) => text !== '')], of };
  }

  #groups(
    block: SplitTestBlock,
    partition: UserPartition,
    texts: ReadonlyMap<XmlElement, string>,
    path: string,
  ): Skeleton[] {
    const { notes } = this.#rewriter;
    const names = groupNames(partition.groups);
    const { text } = equalPortion(partition.groups.length);
    const shown = new Set<Child>();
    const groups = partition.groups.map(({ id, name }): Skeleton => {
      const own = names.get(id)!;
      if (own !== name)
        notes.change(
          'renamed',
          path,
          `the group ${id} "${visible(name)}" is called "${visible(own)}"`,
          block.place,
        );
      const child = childOfKey(block.children, block.childKeys!.get(String(id)));
      if (child === undefined)
        notes.change(
          'missing',
          path,
          `the group ${id} "${visible(own)}" has no child; it is an empty group`,
          block.place,
        );
      else if (shown.has(child))
        notes.change('copied', path, `${child.tag}/${child.urlName} is in more than one group`, child.place);
      if (child !== undefined) shown.add(child);
      return group(
        [
          ['portion', text],
          ['name', own],
        ],
        child === undefined ? [] : [texts.get(child.element)!],
      );
    });
    return groups;
  }

  /** Children that no group shows become groups of the portion 0; on the way back they are inactive again. */
  #idle(
    idle: readonly IdleChild[],
    partition: UserPartition,
    texts: ReadonlyMap<XmlElement, string>,
    path: string,
  ): Skeleton[] {
    const taken = new Set(groupNames(partition.groups).values());
    return idle.map(({ child, id }): Skeleton => {
      // The id in the name comes back as the id of the map entry.
      const wanted = id === null ? `inactive ${child.urlName ?? child.tag}` : groupAfterId(id);
      const name = freeName(wanted, taken);
      taken.add(name);
      this.#rewriter.notes.change(
        'inactive',
        path,
        `no group of the partition shows ${child.tag}/${child.urlName}; it is the group "${visible(name)}" with the portion 0`,
        child.place,
      );
      return group(
        [
          ['portion', '0.0'],
          ['name', name],
        ],
        [texts.get(child.element)!],
      );
    });
  }

  /** Map entries without a group and without an inactive child. */
  #reportLost(
    { childKeys, children, element }: SplitTestBlock,
    { groups }: UserPartition,
    idle: readonly IdleChild[],
    path: string,
  ): void {
    const place = element.attribute('group_id_to_child')?.place;
    const known = new Set(groups.map(({ id }) => String(id)));
    const kept = new Set(idle.map(({ id }) => String(id)));
    for (const [id, key] of childKeys!) {
      const isThere = childOfKey(children, key) !== undefined;
      if (isThere && (known.has(id) || kept.has(id))) continue;
      const why = isThere
        ? 'the partition has no such group, and the child has another entry'
        : 'the block has no such child';
      const message = `the map entry of group ${visible(id)}, ${visible(key)}: ${why}`;
      this.#rewriter.notes.change('lost', path, message, place);
    }
  }
}

/** A child that no group of the partition shows, and the id that the map has for it. */
interface IdleChild {
  readonly child: Child;
  readonly id: number | null;
}

function idleChildren(
  { children, childKeys, groups }: SplitTestBlock,
  partition: UserPartition,
): IdleChild[] {
  const known = new Set(partition.groups.map(({ id }) => String(id)));
  const shown = new Set(groups.flatMap((each) => each.children));
  const ids = new Map<Child, number>();
  for (const [id, key] of childKeys!) {
    const child = childOfKey(children, key);
    if (child !== undefined && !known.has(id) && !ids.has(child) && /^\d{1,10}$/.test(id))
      ids.set(child, Number(id));
  }
  return children
    .filter((child) => !shown.has(child))
    .map((child) => ({ child, id: ids.get(child) ?? null }));
}

/** Noted only where the map has another order than the partition and the children after it. */
function mapOrder(
  { element }: SplitTestBlock,
  { groups }: UserPartition,
  idle: readonly IdleChild[],
): Attribute[] {
  const natural = [...groups.map(({ id }) => id), ...idle.flatMap(({ id }) => id ?? [])].map(String);
  const known = new Set(natural);
  const written = readChildMap(element)!
    .entries.map(([id]) => id)
    .filter((id) => known.has(id));
  const isWritten = new Set(written);
  const usual = natural.filter((id) => isWritten.has(id));
  return written.join() === usual.join() ? [] : [[MAP_ORDER, written.join(' ')]];
}

/** Partitions that blocks name and the course lacks: with all groups that one of the blocks maps. */
function unknownPartitions({ blocks }: Course): UserPartition[] {
  const ids = new Map<number, Set<number>>();
  for (const { block } of blocks) {
    if (block.kind !== 'split_test' || block.partition !== null || block.partitionId === null) continue;
    const known = ids.get(block.partitionId) ?? new Set();
    for (const { id } of block.groups) if (id !== null) known.add(id);
    ids.set(block.partitionId, known);
  }
  return [...ids].map(([id, groups]) => ({
    id,
    name: partitionAfterId(id),
    description: '',
    version: 3,
    scheme: 'random',
    groups: [...groups]
      .sort((a, b) => a - b)
      .map((group) => ({ id: group, name: groupAfterId(group), version: 1 })),
    active: true,
    parameters: {},
  }));
}

function group(attributes: readonly Attribute[], content: readonly string[]): Skeleton {
  return { name: 'group', attributes, content };
}
