/** `group_id_to_child` with its entries in the order in which they are written, which an object of JavaScript does not keep. */
import { type ParseError, parseTree } from 'jsonc-parser';
import { pythonObject } from '../../olx/policy/print-python-json.js';
import { type Change, quoted } from '../../xml/edit.js';
import type { XmlAttribute, XmlElement } from '../../xml/node.js';

export const MAP = 'group_id_to_child';

export type MapEntry = readonly [group: string, usageKey: string];

interface ChildMap {
  readonly attribute: XmlAttribute;
  /** Group id to usage key; of a key that is there twice the last value, where the first one is. */
  readonly entries: readonly MapEntry[];
}

/** `null` where the attribute is missing or is not an object of texts. */
export function readChildMap(element: XmlElement): ChildMap | null {
  const attribute = element.attribute(MAP);
  if (attribute === undefined) return null;
  const errors: ParseError[] = [];
  const tree = parseTree(attribute.value, errors, { disallowComments: true });
  if (tree?.type !== 'object' || errors.length > 0) return null;
  const entries = new Map<string, string>();
  for (const { children } of tree.children ?? []) {
    const [key, value] = children ?? [];
    if (value?.type !== 'string') return null;
    entries.set(String(key?.value), String(value.value));
  }
  return { attribute, entries: [...entries] };
}

/** The map with other entries. */
export function withEntries({ attribute }: ChildMap, entries: readonly MapEntry[]): Change {
  const { valueStart: start, valueEnd: end, quote } = attribute;
  return { start, end, text: quoted(pythonObject(entries), quote) };
}
