/** The parent that a draft names, as it is after the conversion: the import skips a draft whose parent is stale. */
import { usageParts } from '../../olx/block/split-test.js';
import type { Course, CourseNode } from '../../olx/course/course.js';
import { definitionPath, nameOf } from '../../olx/course/names.js';
import { applyChanges, type Change, quoted } from '../../xml/edit.js';
import { writeLossless } from '../../xml/encode.js';
import type { XmlAttribute, XmlElement } from '../../xml/node.js';
import { readXml } from '../../xml/parse.js';
import { DRAFTS } from '../blocks/new-names.js';
import type { Notes } from '../report/notes.js';
import { blocksInside, type Documents } from './documents.js';

const PARENTS = ['parent_url', 'parent_sequential_url'];
const INDEX = 'index_in_children_list';

interface DraftParts {
  readonly course: Course;
  /** Files as they are after the conversion. */
  readonly documents: Documents;
  readonly written: Map<string, Uint8Array | null>;
  readonly notes: Notes;
  /** `tag/name` before and after. */
  readonly renamed: ReadonlyMap<string, string>;
}

export function settleDraftParents(parts: DraftParts): void {
  const { course, documents, written } = parts;
  for (const node of course.nodes) {
    const { element, path } = node;
    if (!path.startsWith(`${DRAFTS}vertical/`) || element === null || element.parent !== null) continue;
    const name = nameOfFile(path);
    const renamed = parts.renamed.get(`vertical/${name}`)?.slice('vertical/'.length);
    const now = renamed === undefined ? path : DRAFTS + definitionPath('vertical', renamed);
    if (!documents.files.has(now)) continue;
    const { document } = readXml(documents.files.read(now), documents.files.display(now));
    if (document === undefined) continue;
    const changes = changesFor(node, document.root, renamed ?? name, now, parts);
    if (changes.length > 0) written.set(now, writeLossless(applyChanges(document, changes)));
  }
}

function nameOfFile(path: string): string {
  const [, ...name] = path
    .slice(DRAFTS.length)
    .replace(/\.xml$/, '')
    .split('/');
  return name.join(':');
}

function changesFor(
  node: CourseNode,
  root: XmlElement,
  name: string,
  path: string,
  parts: DraftParts,
): Change[] {
  // Read with the draft of its unit: a second reading by itself would rename what is in it.
  if (node.parents.some(({ tag }) => tag === 'abtest')) {
    const own = root.attributes.filter((each) => each.name === INDEX || PARENTS.includes(each.name));
    if (own.length === 0) return [];
    const words = own.map((each) => each.name).join(', ');
    const message = `${words}: the draft belongs to the draft of its experiment, and Open edX reads it there`;
    parts.notes.change('draft', path, message, node.element?.tagPlace);
    const { text } = root.context.source;
    return own.map(({ start, end }) => ({
      start: /\s/.test(text[start - 1]!) ? start - 1 : start,
      end,
      text: '',
    }));
  }
  return root.attributes
    .filter((each) => PARENTS.includes(each.name))
    .flatMap((attribute) => newParent(attribute, name, path, node, parts));
}

function newParent(
  attribute: XmlAttribute,
  name: string,
  path: string,
  node: CourseNode,
  parts: DraftParts,
): Change[] {
  const old = usageParts(attribute.value);
  const parent = old && parts.renamed.get(`${old.tag}/${old.name}`);
  if (old === undefined || parent === undefined) return [];
  const at = holderOf(`vertical/${name}`, parent, parts.documents) ?? parent;
  const value = withParts(attribute.value, at);
  parts.notes.change('draft', path, `${attribute.name} is ${value} now`, node.element?.tagPlace);
  return [{ start: attribute.valueStart, end: attribute.valueEnd, text: quoted(value, attribute.quote) }];
}

/** The published block that holds a unit: the split_test, or a unit that the conversion has put between. */
function holderOf(unit: string, parent: string, documents: Documents): string | undefined {
  const holds = (key: string): XmlElement[] => {
    const [tag, name] = split(key);
    const path = definitionPath(tag, name);
    const root = documents.files.has(path) ? documents.at(path)?.root : undefined;
    return root === undefined ? [] : blocksInside(root);
  };
  const children = holds(parent).map((child) => `${child.name}/${nameOf(child)}`);
  if (children.includes(unit)) return parent;
  return children.find((child) => holds(child).some((each) => `${each.name}/${nameOf(each)}` === unit));
}

function split(key: string): [tag: string, name: string] {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
}

/** A usage key of either form with another block in it. */
function withParts(value: string, key: string): string {
  const [tag, name] = split(key);
  return value.startsWith('i4x:')
    ? value.replace(/[^/]+\/[^/]+$/, () => `${tag}/${name}`)
    : value.replace(/type@[^+]+\+block@.+$/, () => `type@${tag}+block@${name}`);
}
