/** `<split_test>`: an element and the course's partition read into groups of equal shares. */
import { fraction } from '../../portion/fraction.js';
import { type Portion, portionOf } from '../../portion/portion.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { isDict, parsePythonJson } from '../policy/parse-python-json.js';
import type { UserPartition } from '../policy/partition.js';
import { pythonInt } from '../policy/python-values.js';
import type { Child, Group, SplitTestBlock } from './block.js';
import { readChildren } from './child.js';

/** Reads the element. Without a partition the groups are those of the map, under their ids. */
export function readSplitTest(
  element: XmlElement,
  document: XmlDocument,
  partitions: readonly UserPartition[] = [],
  draft = false,
): SplitTestBlock {
  const partitionId = readPartitionId(element.get('user_partition_id'));
  const partition = partitions.find((each) => each.id === partitionId) ?? null;
  const childKeys = readChildKeys(element.get('group_id_to_child'));
  const meta = element.elements.find(({ name }) => name === 'meta');
  const children = readChildren(element).filter((each) => each.element !== meta);
  return {
    kind: 'split_test',
    experiment: partition?.name ?? null,
    urlName: element.get('url_name'),
    displayName: element.get('display_name'),
    partitionId,
    partition,
    childKeys,
    children,
    groups: readGroups(element, children, childKeys, partition),
    element,
    document,
    place: element.tagPlace,
    draft,
  };
}

/** `tag` and `name` of a usage key: `i4x://org/course/tag/name` or `block-v1:…+type@tag+block@name`. */
export function usageParts(key: string): { tag: string; name: string } | undefined {
  const old = /^i4x:\/\/?[^/]+\/[^/]+\/([^/]+)\/([^/@]+)(?:@.*)?$/.exec(key);
  if (old !== null) return { tag: old[1]!, name: old[2]! };
  const current = /^(?:block|lib-block)-v1:.+\+type@([^+@]+)\+block@(.+)$/.exec(key);
  return current === null ? undefined : { tag: current[1]!, name: current[2]! };
}

/** The child that a usage key names, if the block has it. */
export function childOfKey(children: readonly Child[], key: string | undefined): Child | undefined {
  const parts = key === undefined ? undefined : usageParts(key);
  if (parts === undefined) return undefined;
  return children.find((child) => child.tag === parts.tag && child.urlName === parts.name);
}

function readGroups(
  element: XmlElement,
  children: readonly Child[],
  keys: ReadonlyMap<string, string> | null,
  partition: UserPartition | null,
): Group[] {
  const named =
    partition?.groups ?? [...(keys?.keys() ?? [])].map((id) => ({ id: Number(id), name: `Group ID ${id}` }));
  const portion = equalShare(named.length);
  return named.map(({ id, name }) => {
    const child = childOfKey(children, keys?.get(String(id)));
    return {
      name,
      isDefault: false,
      id: Number.isInteger(id) ? id : null,
      portion,
      children: child === undefined ? [] : [child],
      element: child?.element ?? null,
      place: child?.place ?? element.tagPlace,
    };
  });
}

function equalShare(count: number): Portion {
  return count === 0 ? portionOf(fraction(0n)) : portionOf(fraction(1n, BigInt(count)), `1/${count}`);
}

function readPartitionId(text: string | null): number | null {
  const id = text === null || text === '' ? undefined : pythonInt(text);
  return id === undefined || id < 0n ? null : Number(id);
}

function readChildKeys(text: string | null): ReadonlyMap<string, string> | null {
  // What is no JSON object of strings is no map; the rule `group-map-format` reports it.
  const value = text === null ? undefined : parsePythonJson(text);
  if (!isDict(value)) return null;
  const keys = new Map<string, string>();
  for (const [id, key] of value) {
    if (typeof key !== 'string') return null;
    keys.set(id, key);
  }
  return keys;
}
