/** The attributes of a split_test that tie it to groups: which partition, and which child for which group. */

import { isDict, parsePythonJson } from '../../olx/policy/parse-python-json.js';
import { pythonInt } from '../../olx/policy/python-values.js';
import type { XmlElement } from '../../xml/node.js';
import { keyOf, usageKey } from '../blocks/keys.js';
import { Dropped, type MapFault, type SplitSettings, type Use } from '../blocks/uses.js';

type Attributes = ReadonlyMap<string, string>;

/**
 * The map is parsed before the children are read, but a fault in it is raised after them.
 * @throws Dropped
 */
export function checkMap(use: Use, root: XmlElement, attributes: Attributes): void {
  if (parsePythonJson(attributes.get('group_id_to_child') ?? '') === undefined)
    throw mapFault(use, root, 'not-json');
}

/** @throws Dropped where a value cannot be read */
export function readSplitSettings(use: Use, root: XmlElement, attributes: Attributes): SplitSettings {
  const text = attributes.get('user_partition_id') ?? '';
  const partitionId = text === '' ? null : pythonInt(text);
  if (partitionId === undefined) {
    const place = placeOf(use, root, 'user_partition_id');
    throw new Dropped({ why: 'partition-id', place, text });
  }
  return { partitionId, map: readMap(use, root, attributes) };
}

function readMap(use: Use, root: XmlElement, attributes: Attributes): ReadonlyMap<string, string> | null {
  const value = parsePythonJson(attributes.get('group_id_to_child') ?? '');
  if (value === null) return null;
  if (!isDict(value)) throw mapFault(use, root, 'not-an-object');
  const map = new Map<string, string>();
  for (const [id, written] of value) {
    const key = typeof written === 'string' ? usageKey(written) : undefined;
    if (key === undefined) throw mapFault(use, root, 'value-not-a-key');
    map.set(id, keyOf(key.tag, key.name));
  }
  return map;
}

function mapFault(use: Use, root: XmlElement, what: MapFault): Dropped {
  return new Dropped({ why: 'group-map', place: placeOf(use, root, 'group_id_to_child'), what });
}

function placeOf(use: Use, root: XmlElement, attribute: string) {
  return (root.attribute(attribute) ?? use.element.attribute(attribute))?.place ?? root.tagPlace;
}
