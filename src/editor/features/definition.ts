/** Go to definition: from a pointer to its file, from a group to its child or partition, from a partition to its blocks. */
import type { Location } from 'vscode-languageserver';
import type { Course, Place } from '../../index.js';
import { usageKeyParts } from '../../internal/content.js';
import { quotedAt, type TagAt, tagAt } from '../cursor.js';
import { FILE_START, rangeOf } from '../positions.js';
import { blockAt, blocksOf, nodeNamed, partitionOf } from './find.js';
import { partitionPlace, policyTarget, settingsAt } from './policy-places.js';

/** A document of a course, and where in it the editor asks. */
export interface Asked {
  readonly course: Course;
  /** The URI of a file of the course. */
  readonly uriOf: (file: string) => string;
  /** The path of the document in the course. */
  readonly file: string;
  /** The text of the document. */
  readonly text: string;
  readonly offset: number;
}

export function definitionsAt(asked: Asked): Location[] {
  const { course, file, text, offset } = asked;
  if (file === course.policy?.source.file) return definitionsInPolicy(asked);
  const tag = tagAt(text, offset);
  if (tag === null) return [];
  switch (tag.attribute?.name) {
    case 'user_partition_id':
      return partitionDefinition(asked, tag.attribute.raw);
    case 'group_id_to_child':
      return mapDefinition(asked, tag);
    case 'experiment':
      return placesIn(asked, blocksOfExperiment(course, blockAt(course, file, offset)?.experiment ?? null));
  }
  return pointerDefinition(asked, tag);
}

function blocksOfExperiment(course: Course, experiment: string | null): Place[] {
  if (experiment === null) return [];
  return course.blocks.flatMap(({ block }) => (block.experiment === experiment ? [block.place] : []));
}

/** A tag with a url_name leads to the file of the block, and the root of such a file back to where it is used. */
function pointerDefinition(asked: Asked, tag: TagAt): Location[] {
  const { course, file } = asked;
  const own = course.nodes.filter((node) => node.path === file && node.element?.start === tag.start);
  const pointers = own.flatMap(({ pointer }) => (pointer === null ? [] : [pointer.tagPlace]));
  if (pointers.length > 0) return placesIn(asked, pointers);
  const name = tag.attributes.get('url_name') ?? tag.attributes.get('slug');
  return name === undefined ? [] : fileOf(asked, { tag: tag.name, name });
}

/** The file of a block, seen from a file of the course. */
export function fileOf(
  { course, uriOf, file }: Pick<Asked, 'course' | 'uriOf' | 'file'>,
  named: { readonly tag: string; readonly name: string },
): Location[] {
  const node = nodeNamed(course, { ...named, file });
  return node === null ? [] : [{ uri: uriOf(node.path), range: FILE_START }];
}

function partitionDefinition(asked: Asked, id: string): Location[] {
  const partition = partitionOf(asked.course, id);
  const place = partition && partitionPlace(asked.course, partition.id);
  return place === null ? [] : placesIn(asked, [place]);
}

/** In the map a group's id leads to the group in policy.json, and a usage key to the block. */
function mapDefinition(asked: Asked, tag: TagAt): Location[] {
  const quoted = quotedAt(tag.attribute!, asked.offset);
  if (quoted === null) return [];
  const key = usageKeyParts(quoted);
  if (key !== undefined) return fileOf(asked, key);
  const block = blockAt(asked.course, asked.file, asked.offset);
  if (block?.kind !== 'split_test' || block.partition === null) return [];
  const place = partitionPlace(asked.course, block.partition.id, Number(quoted));
  return place === null ? [] : placesIn(asked, [place]);
}

/** A partition leads to its blocks, one of its groups to the children that show it. */
function definitionsInPolicy(asked: Asked): Location[] {
  const { course, text, offset } = asked;
  const target = policyTarget(course, offset);
  if (target === null) {
    const settings = settingsAt(text, offset);
    return settings === null ? [] : fileOf(asked, settings);
  }
  const blocks = blocksOf(course, target.partition);
  if (target.group === null)
    return placesIn(
      asked,
      blocks.map(({ place }) => place),
    );
  const groups = blocks.flatMap((block) => block.groups.filter(({ id }) => id === target.group));
  return placesIn(
    asked,
    groups.map(({ place }) => place),
  );
}

function placesIn({ uriOf }: Asked, places: readonly Place[]): Location[] {
  return places.map((place) => ({ uri: uriOf(place.file), range: rangeOf(place) }));
}
