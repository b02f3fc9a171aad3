/** Find references: every place that names an experiment, a group, a partition or a block. */
import type { Location } from 'vscode-languageserver';
import type { Block, Course, Place, XmlElement } from '../../index.js';
import { AttributeSource, usageKeyParts } from '../../internal/content.js';
import { quotedAt, tagAt } from '../cursor.js';
import { rangeOf } from '../positions.js';
import { type Asked, fileOf } from './definition.js';
import { blockAt, blocksOf, groupOfTag, partitionOf } from './find.js';
import { partitionPlace, policyTarget, settingsAt } from './policy-places.js';

/** What a place of the text names; `null` where it names nothing that others name too. */
type Named =
  | { readonly kind: 'experiment'; readonly experiment: string }
  | { readonly kind: 'group'; readonly experiment: string; readonly group: string }
  | { readonly kind: 'partition'; readonly partition: number; readonly group: number | null }
  | { readonly kind: 'block'; readonly tag: string; readonly name: string };

/**
 * The places in the order of the course, each once.
 * @param withDeclaration whether what is named is among them: the partition in policy.json, the file of the block
 */
export function referencesAt(asked: Asked, withDeclaration: boolean): Location[] {
  const named = namedAt(asked);
  if (named === null) return [];
  const { course, uriOf } = asked;
  const used = usesOf(course, named).map(({ file, start, end }) => ({
    uri: uriOf(file),
    range: rangeOf({ start, end }),
  }));
  const declared = withDeclaration ? declarationOf(asked, named) : [];
  const seen = new Set<string>();
  return [...declared, ...used].filter((each) => {
    const key = JSON.stringify(each);
    return !seen.has(key) && seen.add(key);
  });
}

function namedAt({ course, file, text, offset }: Asked): Named | null {
  if (file === course.policy?.source.file) {
    const target = policyTarget(course, offset);
    if (target !== null) return { kind: 'partition', partition: target.partition.id, group: target.group };
    const settings = settingsAt(text, offset);
    return settings === null ? null : { kind: 'block', ...settings };
  }
  const tag = tagAt(text, offset);
  if (tag === null) return null;
  const { attribute } = tag;
  const block = blockAt(course, file, offset);
  if (attribute?.name === 'user_partition_id') {
    const partition = partitionOf(course, attribute.raw);
    return partition === null ? null : { kind: 'partition', partition: partition.id, group: null };
  }
  if (attribute?.name === 'group_id_to_child') {
    const quoted = quotedAt(attribute, offset);
    const key = quoted === null ? undefined : usageKeyParts(quoted);
    if (key !== undefined) return { kind: 'block', tag: key.tag, name: key.name };
    const group = Number(quoted ?? Number.NaN);
    return block?.kind !== 'split_test' || block.partition === null || !Number.isInteger(group)
      ? null
      : { kind: 'partition', partition: block.partition.id, group };
  }
  if (block?.kind === 'abtest' && block.experiment !== null) {
    const { experiment } = block;
    const group = groupOfTag(block, tag);
    if (group !== null) return group.name === null ? null : { kind: 'group', experiment, group: group.name };
    if (attribute?.name === 'experiment') return { kind: 'experiment', experiment };
  }
  const name = tag.attributes.get('url_name') ?? tag.attributes.get('slug');
  if (name !== undefined) return { kind: 'block', tag: tag.name, name };
  const own = course.nodes.find((node) => node.path === file && node.element?.start === tag.start);
  return own?.urlName == null ? null : { kind: 'block', tag: own.tag, name: own.urlName };
}

// ------------------------------------------------------------------------------------------------------------------

function usesOf(course: Course, named: Named): Place[] {
  switch (named.kind) {
    case 'experiment':
      return blocksNamed(course, named.experiment).map(({ element }) => element.placeOf('experiment'));
    case 'group':
      return blocksNamed(course, named.experiment).flatMap(({ groups }) =>
        groups.flatMap(({ name, element }) =>
          name === named.group && element !== null ? [element.placeOf('name')] : [],
        ),
      );
    case 'partition':
      return partitionUses(course, named.partition, named.group);
    case 'block':
      return blockUses(course, named);
  }
}

function blocksNamed(course: Course, experiment: string): Block[] {
  return course.blocks.flatMap(({ block }) =>
    block.kind === 'abtest' && block.experiment === experiment ? [block] : [],
  );
}

/** The blocks of a partition; of one of its groups the entries of their maps, and the children that show it. */
function partitionUses(course: Course, id: number, group: number | null): Place[] {
  const partition = course.partitions.find((each) => each.id === id);
  if (partition === undefined) return [];
  return blocksOf(course, partition).flatMap((block) =>
    group === null
      ? [block.element.placeOf('user_partition_id')]
      : [
          ...inMap(block, (text) => text === String(group)),
          ...block.groups.flatMap((each) => (each.id === group ? [each.place] : [])),
        ],
  );
}

/** The pointers to a block, or the block itself where it is inline, and the maps that name it. */
function blockUses(course: Course, { tag, name }: { readonly tag: string; readonly name: string }): Place[] {
  const own = course.nodes.filter((node) => node.tag === tag && node.urlName === name);
  const isIt = (each: XmlElement): boolean => each.name === tag && nameOf(each) === name;
  // A definition that several pointers share is one node with several parents.
  const pointers = own.flatMap(({ parents, pointer, element }) => [
    ...parents.flatMap((parent) => (parent.element === null ? [] : descendants(parent.element).filter(isIt))),
    ...[pointer ?? element].filter((each) => each !== null),
  ]);
  const isNamed = (text: string): boolean => {
    const key = usageKeyParts(text);
    return key?.tag === tag && key.name === name;
  };
  const named = pointers.map((each) => each.placeOf(each.get('url_name') === null ? 'slug' : 'url_name'));
  return [...named, ...course.blocks.flatMap(({ block }) => inMap(block, isNamed))];
}

function nameOf(element: XmlElement): string | null {
  return element.get('url_name') ?? element.get('slug');
}

function descendants(element: XmlElement): XmlElement[] {
  return element.elements.flatMap((each) => [each, ...descendants(each)]);
}

/** The texts in quotes of a block's group_id_to_child. */
function inMap({ element }: Block, isWanted: (text: string) => boolean): Place[] {
  const attribute = element.attribute('group_id_to_child');
  if (attribute === undefined) return [];
  const source = new AttributeSource(attribute);
  return [...source.text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].flatMap(({ 1: text, index }) =>
    isWanted(text!) ? [source.place(index + 1, index + 1 + text!.length)] : [],
  );
}

function declarationOf({ course, uriOf, file }: Asked, named: Named): Location[] {
  if (named.kind === 'block') return fileOf({ course, uriOf, file }, named);
  if (named.kind !== 'partition') return [];
  const place = partitionPlace(course, named.partition, named.group ?? undefined);
  return place === null ? [] : [{ uri: uriOf(place.file), range: rangeOf(place) }];
}
