/** Edits of a JSON text in its own style; what they do not touch stays byte for byte as it was. */
import { type Node, parseTree } from 'jsonc-parser';
import {
  between,
  byCodePoint,
  INDENTED,
  type JsonStyle,
  ONE_LINE,
  printPythonJson,
  pythonString,
} from './print-python-json.js';

type Path = readonly (string | number)[];

/** Sets a property, replacing its value or putting it where its key belongs in a sorted object. */
export function setProperty(text: string, path: Path, key: string, value: unknown): string {
  const style = styleOf(text);
  const object = nodeAt(text, path);
  const depth = path.length + 1;
  const properties = object.children ?? [];
  const known = propertyOf(object, key)?.children?.[1];
  if (known !== undefined) return put(text, known, printPythonJson(value, style, depth));
  if (properties.length === 0) return put(text, object, printPythonJson({ [key]: value }, style, depth - 1));
  const entry = `${pythonString(key)}: ${printPythonJson(value, style, depth)}`;
  const next = properties.find((each) => byCodePoint(keyOf(each), key) > 0);
  const last = properties.at(-1)!;
  return next === undefined
    ? insert(text, last.offset + last.length, between(style, depth) + entry)
    : insert(text, next.offset, entry + between(style, depth));
}

/** Adds values to the end of an array. */
export function appendItems(text: string, path: Path, values: readonly unknown[]): string {
  const style = styleOf(text);
  const array = nodeAt(text, path);
  const depth = path.length + 1;
  const last = array.children?.at(-1);
  if (last === undefined) return put(text, array, printPythonJson(values, style, depth - 1));
  const items = values.map((each) => between(style, depth) + printPythonJson(each, style, depth));
  return insert(text, last.offset + last.length, items.join(''));
}

/** Replaces a value that is there. */
export function replaceValue(text: string, path: Path, value: unknown): string {
  return put(text, nodeAt(text, path), printPythonJson(value, styleOf(text), path.length));
}

/** Takes a property away; without that key nothing happens. */
export function removeProperty(text: string, path: Path, key: string): string {
  const object = nodeAt(text, path);
  const property = propertyOf(object, key);
  return property === undefined ? text : removeEntry(text, object, object.children!.indexOf(property));
}

/** Takes an item of an array away. */
export function removeItem(text: string, path: Path, index: number): string {
  return removeEntry(text, nodeAt(text, path), index);
}

/** Exchanges the texts of an array's items: the first one is the item that was at `order[0]`. */
export function reorderItems(text: string, path: Path, order: readonly number[]): string {
  const items = nodeAt(text, path).children ?? [];
  const raw = items.map(({ offset, length }) => text.slice(offset, offset + length));
  return items.reduceRight((whole, item, index) => put(whole, item, raw[order[index]!]!), text);
}

/** With the comma that belongs to it; the last entry takes the white space around it along. */
function removeEntry(text: string, { offset, length, children = [] }: Node, index: number): string {
  const [before, entry, next] = [children[index - 1], children[index]!, children[index + 1]];
  const [start, end] =
    next !== undefined
      ? [entry.offset, next.offset]
      : before !== undefined
        ? [before.offset + before.length, entry.offset + entry.length]
        : [offset + 1, offset + length - 1];
  return text.slice(0, start) + text.slice(end);
}

/** Renames a property in its place; without that key nothing happens. */
export function renameKey(text: string, path: Path, from: string, to: string): string {
  const property = propertyOf(nodeAt(text, path), from);
  const key = property?.children?.[0];
  return key === undefined ? text : put(text, key, pythonString(to));
}

/** How this file breaks its lines. */
function styleOf(text: string): JsonStyle {
  const [, newline, indent] = /^\s*\{(\r?\n)([ \t]+)/.exec(text) ?? [];
  if (newline === undefined || indent === undefined)
    return /^\s*\{\s*\}\s*$/.test(text) ? INDENTED : ONE_LINE;
  return { newline, indent, comma: count(text, /, \r?\n/g) > count(text, /,\r?\n/g) ? ', ' : ',' };
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function nodeAt(text: string, path: Path): Node {
  let node = parseTree(text);
  for (const step of path)
    node = node && (typeof step === 'number' ? node.children?.[step] : propertyOf(node, step)?.children?.[1]);
  if (node === undefined) throw new RangeError(`the JSON text has nothing at ${path.join('.')}`);
  return node;
}

/** Of a key that is there twice, JSON readers take the last one. */
function propertyOf(object: Node, key: string): Node | undefined {
  return (object.children ?? []).findLast((each) => keyOf(each) === key);
}

function keyOf(property: Node): string {
  return String(property.children?.[0]?.value);
}

function put(text: string, { offset, length }: Node, by: string): string {
  return text.slice(0, offset) + by + text.slice(offset + length);
}

function insert(text: string, offset: number, what: string): string {
  return text.slice(0, offset) + what + text.slice(offset);
}
