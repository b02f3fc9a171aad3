/** Where a value stands in a JSON text; asked only when there is something to say about it. */
import { createRequire } from 'node:module';
import type * as Jsonc from 'jsonc-parser';
import type { Place, Source } from '../../diagnostics/source.js';

const require = createRequire(import.meta.url);

/** The place of the value at `path`, or of the nearest value around it that exists. */
export function placeInJson(source: Source, path: readonly (string | number)[]): Place {
  const { findNodeAtLocation } = require('jsonc-parser') as typeof Jsonc;
  const tree = treeOf(source.text);
  for (let length = path.length; tree !== undefined && length >= 0; length -= 1) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    // Of a large object the first line says enough.
    if (node !== undefined) return source.place(node.offset, firstLineEnd(source, node.offset, node.length));
  }
  return source.place(0, 0);
}

export interface JsonEntry {
  readonly key: string;
  readonly value: unknown;
  readonly keyPlace: Place;
  readonly place: Place;
}

/** The entries of a JSON object as they are written, a key that comes twice included; empty for anything else. */
export function jsonEntries(source: Source): JsonEntry[] {
  const { getNodeValue } = require('jsonc-parser') as typeof Jsonc;
  const tree = treeOf(source.text);
  if (tree?.type !== 'object') return [];
  return (tree.children ?? []).flatMap(({ children: [key, value] = [] }) => {
    if (key === undefined || value === undefined) return [];
    const keyPlace = source.place(key.offset, key.offset + key.length);
    const place = source.place(value.offset, firstLineEnd(source, value.offset, value.length));
    return [{ key: String(key.value), value: getNodeValue(value) as unknown, keyPlace, place }];
  });
}

/** Why and where a text is not JSON; `undefined` when it is. */
export function jsonFault(source: Source): { place: Place; message: string } | undefined {
  const { parse, printParseErrorCode } = require('jsonc-parser') as typeof Jsonc;
  const errors: Jsonc.ParseError[] = [];
  try {
    parse(source.text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { place: source.place(0, Math.min(1, source.text.length)), message: 'nested too deeply' };
  }
  const [first] = errors;
  if (first === undefined) return undefined;
  const words = printParseErrorCode(first.error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return { place: source.place(first.offset, first.offset + first.length), message: words };
}

/** The tree of a JSON text; none for one that is nested deeper than the parser's recursion goes. */
function treeOf(text: string): Jsonc.Node | undefined {
  const { parseTree } = require('jsonc-parser') as typeof Jsonc;
  try {
    return parseTree(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function firstLineEnd(source: Source, start: number, length: number): number {
  const lineEnd = source.text.slice(start, start + length).search(/[\r\n]/);
  return start + (lineEnd === -1 ? length : lineEnd);
}
