/** The end of an experiment in its course: what the kept group shows takes the place of every block, and the rest goes. */
import { prefixOf } from '../../convert/blocks/new-names.js';
import { visible } from '../../diagnostics/visible.js';
import { lastOfEachName } from '../../olx/block/abtest.js';
import { type Block, DEFAULT_GROUP, type Group } from '../../olx/block/block.js';
import { usageParts } from '../../olx/block/split-test.js';
import type { Course, CourseNode } from '../../olx/course/course.js';
import { pointerName } from '../../olx/course/pointer.js';
import { isUnit } from '../../olx/course/tags.js';
import { impossible, indentOf, lineEndOf, removal, startsLine } from '../../olx/edit/placing.js';
import { removeItem } from '../../olx/policy/json-edit.js';
import type { UserPartition } from '../../olx/policy/partition.js';
import type { XmlElement, XmlNode } from '../../xml/node.js';
import { definitionPaths, elementsOf, keyOfNode } from './documents.js';
import type { Editor } from './editor.js';
import {
  experimentNamed,
  type Found,
  groupNamed,
  indexOfPartition,
  type NamedExperiment,
  splitTestsOf,
  unknown,
} from './experiment.js';
import { Removal } from './removal.js';

/** The group that stays, as its blocks name it. */
export interface KeptGroup {
  readonly name: string;
  /** What a store holds for it: the name; of a partition the id. */
  readonly key: string;
}

/** @throws AbtestError `edit-impossible` for a group that no block has */
export function keptGroup(found: NamedExperiment, keep: string): KeptGroup {
  if (found.kind === 'partition') {
    const { id, name } = groupNamed(found.partition, keep);
    return { name, key: String(id) };
  }
  const name = keep === 'default' && !hasGroup(found, keep) ? DEFAULT_GROUP : keep;
  if (hasGroup(found, name)) return { name, key: name };
  const names = found.blocks.flatMap(({ block }) => block.groups.map((group) => group.name ?? ''));
  throw unknown('group', keep, names);
}

function hasGroup({ blocks }: Extract<NamedExperiment, { kind: 'abtest' }>, name: string): boolean {
  return blocks.some(({ block }) => block.groups.some((group) => group.name === name));
}

/** Attributes that a block may lose: what makes it one of the experiment, and what only Studio shows. */
const OF_BLOCK = new Set([
  'url_name',
  'slug',
  'display_name',
  'experiment',
  'user_partition_id',
  'group_id_to_child',
  'parent_url',
  'parent_sequential_url',
  'index_in_children_list',
]);

/** Puts what the kept group shows in the place of every block; definitions stay for `removeConcluded`. */
export function replaceBlocks(editor: Editor, experiment: string, keep: string): void {
  const { documents, notes, course } = editor;
  const found = experimentNamed(course, experiment);
  const kept = keptGroup(found, keep);
  const blocks = blocksOf(course, found);
  refuseNested(blocks);
  const places = usesOf(editor, blocks);
  if (places.length === 0)
    throw impossible(
      `No block of the experiment "${visible(experiment)}" is in the course`,
      'Take its group configuration out of policy.json.',
    );
  for (const { use, path, found: one } of places) {
    const { block } = one;
    refuseSettings(editor, block.element, keyOfNode(one.node));
    const nodes = contentFor(editor, block, kept, use, path);
    const document = documents.at(path)!;
    const separator = startsLine(use) ? lineEndOf(document) + indentOf(use) : '';
    const text = nodes.map(({ raw }) => raw).join(separator);
    editor.change(path, document, [text === '' ? removal(use) : { start: use.start, end: use.end, text }]);
    const what =
      text === '' ? 'shows nothing and is removed' : `is replaced by what "${visible(kept.name)}" shows`;
    notes.change('edited', path, `${keyOfNode(one.node)} ${what}`, use.tagPlace);
  }
}

/** Removes what only the replaced blocks needed: their definitions, and what the other groups showed. */
export function removeConcluded(editor: Editor, before: Course, experiment: string): void {
  const gone = new Removal(editor);
  const blocks = blocksOf(before, experimentNamed(before, experiment));
  const left = new Set(editor.course.nodes.flatMap(({ pointer, path }) => (pointer === null ? [] : [path])));
  const orphans = new Set(before.orphans);
  for (const { node, block } of blocks) {
    gone.element(block.element, node.path);
    const isDefinition = block.element.parent === null;
    if (isDefinition && !left.has(node.path) && !orphans.has(node)) gone.file(node.path);
  }
  gone.run();
}

/** Takes the partition out of the policy when nothing else uses it; drafts that belonged to what is gone are refused. */
export function removePartition(editor: Editor, before: Course, experiment: string): void {
  refuseLostDrafts(editor, before);
  const found = experimentNamed(before, experiment);
  if (found.kind !== 'partition') return;
  const { partition } = found;
  const { course, policy, notes } = editor;
  const name = `the partition ${partition.id} "${visible(partition.name)}"`;
  const why = !policy.holdsPartitions
    ? 'it is in the attribute user_partitions'
    : splitTestsOf(course, partition).length > 0
      ? 'a split_test that nothing points to uses it'
      : isInAccess(editor, partition)
        ? 'a setting group_access uses it'
        : null;
  if (why !== null) {
    notes.change('partition', policy.path, `${name} stays: ${why}`);
    return;
  }
  const index = indexOfPartition(policy, partition);
  policy.edit((text, entry) => removeItem(text, [entry, 'user_partitions'], index));
  notes.change('removed', policy.path, name);
}

export function blocksOf(course: Course, found: NamedExperiment): readonly Found<Block>[] {
  return found.kind === 'abtest' ? found.blocks : splitTestsOf(course, found.partition);
}

interface Use {
  /** The pointer, or the block itself where it is written out. */
  readonly use: XmlElement;
  readonly path: string;
  readonly found: Found<Block>;
}

function usesOf(editor: Editor, blocks: readonly Found<Block>[]): readonly Use[] {
  const { documents } = editor;
  const uses: Use[] = blocks
    .filter(({ block }) => block.element.parent !== null)
    .map((found) => ({ use: found.block.element, path: found.node.path, found }));
  const byPath = new Map(
    blocks.filter(({ block }) => block.element.parent === null).map((each) => [each.node.path, each]),
  );
  const seen = new Map<string, XmlElement>();
  for (const { path, document } of documents.outline)
    for (const use of elementsOf(document)) {
      const target = use.parent === null ? null : documents.target(use, path);
      const found = target === null ? undefined : byPath.get(target);
      if (found === undefined) continue;
      const id = `${prefixOf(path)} ${target}`;
      const first = seen.get(id);
      if (first !== undefined)
        throw impossible(
          `${keyOfNode(found.node)} is in two places of the course: ${where(first)} and ${where(use)}`,
          'Give each place a block of its own first.',
        );
      seen.set(id, use);
      uses.push({ use, path, found });
    }
  return uses;
}

function where({ tagPlace: { file, start } }: XmlElement): string {
  return `${visible(file)}:${start.line}`;
}

/** A block inside another one of the experiment would be replaced together with it. */
function refuseNested(blocks: readonly Found<Block>[]): void {
  const own = new Set(blocks.map(({ node }) => node));
  for (const { node } of blocks) {
    const met = new Set<CourseNode>();
    const waiting = [...node.parents];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (met.has(at)) continue;
      met.add(at);
      if (own.has(at))
        throw impossible(
          `${keyOfNode(node)} is inside ${keyOfNode(at)}, a block of the same experiment`,
          'Take the inner block out first.',
        );
      waiting.push(...at.parents);
    }
  }
}

/** The nodes that a learner of the kept group is shown there. */
function contentFor(editor: Editor, block: Block, kept: KeptGroup, use: XmlElement, path: string): XmlNode[] {
  if (block.kind === 'abtest') {
    const groups = lastOfEachName(block.groups);
    const own: Group = groups.find(({ name }) => name === kept.name) ?? block.defaultGroup;
    return shownNodes(own.element);
  }
  const [child] = block.groups.find(({ id }) => String(id) === kept.key)?.children ?? [];
  if (child === undefined) return [];
  if (!isUnit(child.tag) || !isUnit(use.parent?.name ?? '')) return [child.element];
  return shownNodes(unitOf(editor, child.element, path));
}

/** The blocks of the group's unit move up into the enclosing unit, where a nested unit has no meaning. */
function unitOf(editor: Editor, element: XmlElement, path: string): XmlElement {
  const { documents, course } = editor;
  const name = pointerName(element);
  const target = documents.target(element, path);
  const key = `${element.name}/${name ?? element.get('url_name') ?? ''}`;
  const unit = name === null ? element : target === null ? undefined : documents.at(target)?.root;
  if (unit === undefined)
    throw impossible(
      `${visible(key)}, which the kept group shows, cannot be read`,
      'Correct the file first.',
    );
  const draft = definitionPaths(key)[1]!;
  if (prefixOf(path) === '' && course.files.has(draft) && isLoneDraft(editor, draft))
    throw impossible(`The draft ${visible(draft)} would be lost`, 'Publish or discard the draft first.');
  refuseSettings(editor, unit, key);
  return unit;
}

/** No draft of the unit around points to it. */
function isLoneDraft({ documents }: Editor, draft: string): boolean {
  return !documents.outline.some(
    ({ path, document }) =>
      path !== draft &&
      prefixOf(path) !== '' &&
      elementsOf(document).some((each) => documents.target(each, path) === draft),
  );
}

/** Settings of a block that goes hold for what is inside of it. */
function refuseSettings({ course }: Editor, element: XmlElement, key: string): void {
  const settings = course.policy?.entries?.[key];
  const names = [
    ...element.attributes.map(({ name }) => name),
    ...(typeof settings === 'object' && settings !== null ? Object.keys(settings) : []),
  ];
  const [name] = names.filter((each) => !OF_BLOCK.has(each));
  if (name !== undefined)
    throw impossible(
      `${visible(key)} has the setting "${visible(name)}", which would be lost with it`,
      'Move the setting to the blocks inside first, or remove it.',
    );
}

function shownNodes(element: XmlElement | null): XmlNode[] {
  return (element?.children ?? []).filter(({ type }) => type !== 'text' && type !== 'cdata');
}

/** A draft unit that names a removed block as its parent would not be imported. */
function refuseLostDrafts({ documents, course }: Editor, before: Course): void {
  const there = new Set(course.nodes.map(keyOfNode));
  const known = new Set(before.nodes.map(keyOfNode));
  for (const { path, document } of documents.outline) {
    if (prefixOf(path) === '') continue;
    const { root } = document;
    const parts = usageParts(root.get('parent_url') ?? root.get('parent_sequential_url') ?? '');
    const parent = parts === undefined ? null : `${parts.tag}/${parts.name}`;
    if (parent !== null && known.has(parent) && !there.has(parent))
      throw impossible(
        `The draft ${visible(path)} belongs to ${visible(parent)}, which goes`,
        'Publish or discard the draft first.',
      );
  }
}

function isInAccess({ documents, course }: Editor, { id }: UserPartition): boolean {
  const names = (value: unknown): boolean => {
    try {
      const access: unknown = typeof value === 'string' ? JSON.parse(value) : value;
      return typeof access === 'object' && access !== null && Object.hasOwn(access, String(id));
    } catch {
      // What cannot be read may name it.
      return String(value).includes(String(id));
    }
  };
  const settings = Object.values(course.policy?.entries ?? {}) as ({ group_access?: unknown } | null)[];
  if (settings.some((each) => each?.group_access !== undefined && names(each.group_access))) return true;
  return documents
    .paths(() => true)
    .some((path) => {
      const document = documents.at(path);
      return (
        document !== null && elementsOf(document).some((each) => names(each.get('group_access') ?? '{}'))
      );
    });
}
