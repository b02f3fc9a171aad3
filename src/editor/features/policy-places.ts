/** Partitions and groups in policy.json: their places by id, and what a place is about. */
import { findNodeAtLocation, getLocation, type Node, parseTree } from 'jsonc-parser';
import type { Course, Place, UserPartition } from '../../index.js';

type Path = readonly (string | number)[];

/** The place of a partition, or of one of its groups; `null` where the policy does not have it. */
export function partitionPlace(course: Course, partition: number, group?: number): Place | null {
  const { policy } = course;
  if (policy === null) return null;
  const found = entryWithId(nodeAt(policy.source.text, policy.partitionsPath), partition);
  const wanted = group === undefined ? found : entryWithId(found && property(found, 'groups'), group);
  return wanted ? policy.source.place(wanted.offset, wanted.offset + wanted.length) : null;
}

/** What a place of the policy is about. */
interface PolicyTarget {
  readonly partition: UserPartition;
  /** The id of the group, if the place is inside one. */
  readonly group: number | null;
}

export function policyTarget(course: Course, offset: number): PolicyTarget | null {
  const { policy } = course;
  if (policy === null) return null;
  const { path } = getLocation(policy.source.text, offset);
  const depth = policy.partitionsPath.length;
  if (!policy.partitionsPath.every((key, index) => path[index] === key) || path.length <= depth) return null;
  const tree = parseTree(policy.source.text);
  const idAt = (at: Path): number => Number(tree && readValue(findNodeAtLocation(tree, [...at, 'id'])));
  const id = idAt(path.slice(0, depth + 1));
  const partition = course.partitions.find((each) => each.id === id);
  if (partition === undefined) return null;
  const isGroup = path[depth + 1] === 'groups' && path.length > depth + 2;
  return { partition, group: isGroup ? idAt(path.slice(0, depth + 3)) : null };
}

/** `tag/url_name` of the settings that hold an offset. */
export function settingsAt(
  text: string,
  offset: number,
): { readonly tag: string; readonly name: string } | null {
  const [key] = getLocation(text, offset).path;
  const [, tag, name] = /^([^/]+)\/(.+)$/.exec(String(key ?? '')) ?? [];
  return tag === undefined || name === undefined ? null : { tag, name };
}

function nodeAt(text: string, path: Path): Node | undefined {
  const tree = parseTree(text);
  return tree && findNodeAtLocation(tree, [...path]);
}

function entryWithId(list: Node | undefined, id: number): Node | undefined {
  return list?.children?.find((each) => Number(readValue(property(each, 'id'))) === id);
}

function property(node: Node, name: string): Node | undefined {
  return findNodeAtLocation(node, [name]);
}

function readValue(node: Node | undefined): unknown {
  return node?.value ?? Number.NaN;
}
