/** The outline of a course: pointers followed from file to file, every A/B block read where it is met. */
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { readAbtest } from '../block/abtest.js';
import { type Block, DEFAULT_GROUP } from '../block/block.js';
import { readSplitTest } from '../block/split-test.js';
import type { UserPartition } from '../policy/partition.js';
import { CourseNode, type PointerTarget } from './course.js';
import { definitionPath, leavesItsFolder } from './names.js';
import { isNamelessAndEmpty, pointerName } from './pointer.js';
import { isAbTag, isContainer, isLeaf, isSetting, needsFile } from './tags.js';
import type { XmlReader } from './xml-reader.js';

/** Longer chains of files would only serve an attack; courses need five. */
const LONGEST_CHAIN = 256;

/** The surroundings of an element that its node depends on. */
interface Spot {
  readonly document: XmlDocument;
  readonly path: string;
  readonly parent: CourseNode | null;
  readonly draft: boolean;
  readonly group?: string | null;
}

export class OutlineReader {
  /** Every node once, in the order in which they were met. */
  readonly nodes: CourseNode[] = [];
  readonly #reader: XmlReader;
  readonly #partitions: readonly UserPartition[];
  readonly #byPath = new Map<string, CourseNode>();
  readonly #open = new Set<string>();
  /** A lone file has no course to look into. */
  readonly #alone: boolean;

  constructor(reader: XmlReader, partitions: readonly UserPartition[], alone: boolean) {
    this.#reader = reader;
    this.#partitions = partitions;
    this.#alone = alone;
  }

  /** The node of a whole file; `null` when the file is not well-formed. */
  file(path: string, draft: boolean): CourseNode | null {
    const { document } = this.#reader.tree(path);
    if (document === null) return null;
    const known = this.#byPath.get(path);
    return known ?? this.#element(document.root, { document, path, parent: null, draft });
  }

  isKnown(path: string): boolean {
    return this.#byPath.has(path);
  }

  /** An element where a block is expected: a pointer or a definition. */
  #element(element: XmlElement, spot: Spot): CourseNode {
    const name =
      pointerName(element) ?? (isNamelessAndEmpty(element) && isAbTag(spot.parent?.tag ?? '') ? '' : null);
    if (name === null) return this.#filename(element, spot) ?? this.#define(element, spot, null, 'inline');
    if (this.#alone) return this.#unread(element, spot, 'unknown');
    return this.#follow(element, name, spot);
  }

  #follow(pointer: XmlElement, name: string, spot: Spot): CourseNode {
    const path = definitionPath(pointer.name, name);
    if (name === '' || leavesItsFolder(path))
      return this.#unread(pointer, spot, name === '' ? 'missing' : 'outside');
    const found = spot.draft && this.#reader.has(`drafts/${path}`) ? `drafts/${path}` : path;
    if (!this.#reader.has(found))
      return this.#unread(pointer, spot, this.#isExpected(pointer, spot) ? 'missing' : 'unknown');
    const known = this.#byPath.get(found);
    if (known !== undefined)
      return this.#open.has(found) ? this.#unread(pointer, spot, 'loop') : adopt(known, spot);
    if (isLeaf(pointer.name)) return this.#leaf(pointer, spot, found);
    const { document } = this.#reader.tree(found);
    if (document === null) return this.#unread(pointer, spot, 'found');
    if (pointerName(document.root) !== null) return this.#unread(pointer, spot, 'pointer');
    return this.#define(document.root, { ...spot, document, path: found }, pointer, 'found');
  }

  /** For an unknown kind of block it cannot be determined whether it has a file, or whether its children are blocks. */
  #isExpected(pointer: XmlElement, spot: Spot): boolean {
    return needsFile(pointer.name) && (spot.parent === null || isContainer(spot.parent.tag));
  }

  /** `<problem filename="x"/>`, a leftover of 2012: the definition is in `problem/x.xml`, the attributes here win. */
  #filename(element: XmlElement, spot: Spot): CourseNode | null {
    const name = element.get('filename');
    if (name === null || isLeaf(element.name) || element.elements.length > 0) return null;
    const path = definitionPath(element.name, name);
    if (this.#alone || leavesItsFolder(path) || !this.#reader.has(path) || this.#byPath.has(path))
      return null;
    const { document } = this.#reader.tree(path);
    return document === null
      ? null
      : this.#define(document.root, { ...spot, document, path }, element, 'found');
  }

  #define(element: XmlElement, spot: Spot, pointer: XmlElement | null, target: PointerTarget): CourseNode {
    const ownFile = pointer !== null || spot.parent === null;
    const node = this.#node(pointer ?? element, spot, { pointer, element, path: spot.path, target });
    if (ownFile) {
      this.#byPath.set(spot.path, node);
      this.#open.add(spot.path);
    }
    // Open edX goes by the pointer; the root of the file may be called anything.
    const tag = (pointer ?? element).name;
    if (isAbTag(tag)) node.block = this.#block(tag, element, spot);
    if (!isLeaf(tag) && this.#open.size <= LONGEST_CHAIN) this.#children(element, node, spot);
    if (ownFile) this.#open.delete(spot.path);
    return node;
  }

  #block(tag: string, element: XmlElement, spot: Spot): Block {
    return tag === 'abtest'
      ? readAbtest(element, spot.document, spot.draft)
      : readSplitTest(element, spot.document, this.#partitions, spot.draft);
  }

  #children(element: XmlElement, node: CourseNode, spot: Spot): void {
    if (node.tag === 'abtest') {
      for (const group of element.elements) {
        if (group.name === 'meta') continue;
        const name = group.name === 'default' ? DEFAULT_GROUP : group.get('name');
        for (const child of group.elements) this.#element(child, { ...spot, parent: node, group: name });
      }
      return;
    }
    for (const child of element.elements) {
      if (!isSetting(child.name)) this.#element(child, { ...spot, parent: node });
    }
    if (node.block?.kind !== 'split_test') return;
    for (const group of node.block.groups) {
      const shown = node.children.find((child) => group.children.some((each) => isSame(each.element, child)));
      if (shown !== undefined) node.groupOf?.set(shown, group.name);
    }
  }

  #leaf(pointer: XmlElement, spot: Spot, path: string): CourseNode {
    const { document } = this.#reader.verdict(path);
    if (document !== null && needsFile(pointer.name) && pointerName(document.root) !== null)
      return this.#unread(pointer, spot, 'pointer');
    const node = this.#node(pointer, spot, { pointer, element: null, path, target: 'found' });
    this.#byPath.set(path, node);
    return node;
  }

  #unread(pointer: XmlElement, spot: Spot, target: PointerTarget): CourseNode {
    return this.#node(pointer, spot, { pointer, element: null, path: spot.path, target });
  }

  #node(
    named: XmlElement,
    spot: Spot,
    own: Pick<CourseNode, 'pointer' | 'element' | 'path' | 'target'>,
  ): CourseNode {
    const node = new CourseNode(named, { ...own, draft: spot.draft });
    this.nodes.push(node);
    return adopt(node, spot);
  }
}

function adopt(node: CourseNode, spot: Spot): CourseNode {
  if (spot.parent === null) return node;
  node.parents.push(spot.parent);
  spot.parent.children.push(node);
  if (spot.group !== undefined) spot.parent.groupOf?.set(node, spot.group);
  return node;
}

function isSame(element: XmlElement, node: CourseNode): boolean {
  return node.pointer === element || node.element === element;
}
