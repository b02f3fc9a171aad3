/** The place of a value in a JSON text; computed only for a finding about it. */
import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { Place, Source } from '../../diagnostics/source.js';

/** The place of the value at `path`, or of the nearest value around it that exists. */
export function placeInJson(source: Source, path: readonly (string | number)[]): Place {
  const tree = treeOf(source.text);
  for (let length = path.length; tree !== undefined && length >= 0; length -= 1) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    // For a large object its first line is enough.
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
  const tree = treeOf(source.text);
  if (tree?.type !== 'object') return [];
  return (tree.children ?? []).flatMap(({ children: [key, value] = [] }) => {
    if (key === undefined || value === undefined) return [];
    const keyPlace = source.place(key.offset, key.offset + key.length);
    const place = source.place(value.offset, firstLineEnd(source, value.offset, value.length));
    return [{ key: String(key.value), value: getNodeValue(value) as unknown, keyPlace, place }];
  });
}

interface JsonFault {
  readonly place: Place;
  /** As after a colon: `a single quote`. */
  readonly message: string;
  /** One instruction, where it is clear what was meant. */
  readonly hint?: string;
  /** What to write, where that is certain. */
  readonly slip?: JsonSlip;
}

/** A range of a JSON text and what was meant there. */
export interface JsonSlip {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** One instruction. */
  readonly title: string;
}

/** Values as Python prints them. */
const OF_PYTHON: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null' };

/** Why and where a text is not JSON; `undefined` when it is. */
export function jsonFault(source: Source): JsonFault | undefined {
  const errors: ParseError[] = [];
  try {
    parse(source.text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { place: source.place(0, Math.min(1, source.text.length)), message: 'nested too deeply' };
  }
  const [first] = errors;
  if (first === undefined) return undefined;
  const known = slipAt(source, first.offset);
  if (known !== undefined) return known;
  const words = printParseErrorCode(first.error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return { place: source.place(first.offset, first.offset + first.length), message: words };
}

/** Slips that begin at the offset of a parser's error: the text there, what it is, and what to do. */
const SLIPS: readonly (readonly [pattern: RegExp, message: string, hint: string])[] = [
  [
    /<{7}(?: .*)?$/my,
    'an unresolved merge conflict',
    'Keep one of the two versions, and delete the lines <<<<<<<, ======= and >>>>>>>.',
  ],
  [/\ufeff/y, 'a byte order mark', 'Save the file as UTF-8 without a byte order mark.'],
  [/'/y, 'a single quote', 'Use double quotes: "…".'],
  [/[\u2018-\u201f\u00ab\u00bb]/y, 'a curly quote', 'Use straight double quotes: "…".'],
  [/True\b|False\b/y, 'a truth value of Python', 'Write true or false, in small letters.'],
  [/None\b/y, 'None as in Python', 'Write null.'],
  [/\/[/*]|#/y, 'a comment', 'Delete it: JSON has no comments.'],
];

function slipAt(source: Source, offset: number): JsonFault | undefined {
  const { text } = source;
  for (const [pattern, message, hint] of SLIPS) {
    pattern.lastIndex = offset;
    const found = pattern.exec(text);
    if (found === null) continue;
    const end = offset + found[0].length;
    const json = OF_PYTHON[found[0]];
    const slip =
      json === undefined ? {} : { slip: { start: offset, end, text: json, title: `Write ${json}` } };
    return { place: source.place(offset, end), message, hint, ...slip };
  }
  const comma = text.slice(0, offset).trimEnd().length - 1;
  if (/[}\]]/.test(text.charAt(offset)) && text.charAt(comma) === ',')
    return {
      place: source.place(comma, comma + 1),
      message: `a comma before ${text.charAt(offset)}`,
      hint: 'Delete the comma.',
      slip: { start: comma, end: comma + 1, text: '', title: 'Delete the comma' },
    };
  return undefined;
}

/** The tree of a JSON text; none for one that is nested deeper than the parser's recursion goes. */
function treeOf(text: string): Node | undefined {
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

/** What to delete so that the entry at an index of an object goes, with the comma that belongs to it; `null` where there is none. */
export function entryRange(
  source: Source,
  index: number,
): { readonly start: number; readonly end: number } | null {
  const tree = treeOf(source.text);
  const entries = tree?.type === 'object' ? (tree.children ?? []) : [];
  const [before, entry, next] = [entries[index - 1], entries[index], entries[index + 1]];
  if (entry === undefined) return null;
  const end = entry.offset + entry.length;
  if (next !== undefined) return { start: entry.offset, end: next.offset };
  return { start: before === undefined ? entry.offset : before.offset + before.length, end };
}
