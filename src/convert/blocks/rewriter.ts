/** Carries the blocks of a course over to the other tag: every file that holds or points to one is written anew. */

import { readChild } from '../../olx/block/child.js';
import { childOfKey } from '../../olx/block/split-test.js';
import type { Course, CourseBlock, CourseNode } from '../../olx/course/course.js';
import { definitionPath, nameOf } from '../../olx/course/names.js';
import { pointerName } from '../../olx/course/pointer.js';
import { isContainer, isLeaf } from '../../olx/course/tags.js';
import { applyChanges, type Change } from '../../xml/edit.js';
import { writeLossless } from '../../xml/encode.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { escapeAttribute } from '../../xml/references.js';
import type { BlockTag } from '../conversion.js';
import type { Concerned } from '../prepare/concerned.js';
import type { Notes } from '../report/notes.js';
import { type MapEntry, readChildMap, withEntries } from './child-map.js';
import { missingLevels } from './levels.js';
import { type NewNames, prefixOf } from './new-names.js';
import { keyOfChild, printFile } from './print-definition.js';
import { movedText } from './stray-text.js';

/** Prints the element that a block becomes. `path` is the file that its text goes to. */
type PrintBlock = (found: CourseBlock, path: string, name: string) => string;

interface Moved {
  readonly path: string;
  readonly name: string;
}

export class Rewriter {
  readonly files = new Map<string, Uint8Array | null>();
  readonly moves = new Map<string, string>();
  /** `tag/name` of each block before and after, for settings that are keyed so. */
  readonly renamed: [from: string, to: string][] = [];
  /** `tag/name` of each block that was made. */
  readonly made = new Set<string>();
  readonly names: NewNames;
  readonly notes: Notes;
  readonly course: Course;
  readonly to: BlockTag;
  readonly #from: BlockTag;
  readonly #print: PrintBlock;
  readonly #blocks: ReadonlyMap<XmlElement, CourseBlock>;
  readonly #paths: ReadonlyMap<string, string>;
  /** Old paths of definitions. */
  readonly #moved = new Map<string, Moved>();
  readonly #nodes = new Map<XmlElement, CourseNode>();
  readonly #concerned: Concerned;

  constructor(
    course: Course,
    concerned: Concerned,
    to: BlockTag,
    names: NewNames,
    notes: Notes,
    print: (rewriter: Rewriter) => PrintBlock,
  ) {
    this.course = course;
    this.#concerned = concerned;
    this.names = names;
    this.notes = notes;
    this.to = to;
    this.#from = to === 'abtest' ? 'split_test' : 'abtest';
    this.#print = print(this);
    this.#blocks = new Map(
      course.blocks
        .filter(({ block }) => block.kind === this.#from)
        .map((each) => [each.block.element, each]),
    );
    this.#paths = new Map([...course.files.paths()].map((path) => [course.files.display(path), path]));
    for (const node of course.nodes) if (node.element !== null) this.#nodes.set(node.element, node);
  }

  run(): void {
    for (const found of this.#blocks.values()) this.#claim(found);
    for (const { document, file } of this.course.xmlFiles) {
      const path = this.#paths.get(file);
      if (document === null || path === undefined) continue;
      const found = this.#blocks.get(document.root);
      if (found !== undefined) {
        this.#move(found, path, document);
        continue;
      }
      const changes = inOrder(this.#changesIn(document.root, path));
      if (changes.length > 0) this.files.set(path, writeLossless(applyChanges(document, changes)));
    }
  }

  /** The text of an element with all blocks in it converted, for use in another file. */
  textOf(element: XmlElement, path: string): string {
    const { text } = element.context.source;
    const parts: string[] = [];
    let at = element.start;
    for (const change of inOrder(this.#changesIn(element, path))) {
      parts.push(text.slice(at, change.start), change.text);
      at = change.end;
    }
    return parts.join('') + text.slice(at, element.end);
  }

  /** A new file with this element in it. */
  write(path: string, element: string): void {
    this.files.set(path, Buffer.from(`${element}\n`));
  }

  /** Definitions in files of their own have their names before the first pointer is looked at. */
  #claim({ block, node }: CourseBlock): void {
    if (block.document.root !== block.element) return;
    const prefix = prefixOf(node.path);
    const [folder, ...rest] = node.path.slice(prefix.length).split('/');
    const own = folder === this.#from ? rest.join(':').replace(/\.xml$/, '') : nameOf(block.element);
    const name = this.names.claim(this.to, prefix, `block ${own}`, own);
    const path = prefix + definitionPath(this.to, name);
    this.#moved.set(node.path, { path, name });
    this.made.add(`${this.to}/${name}`);
    this.renamed.push([`${this.#from}/${own}`, `${this.to}/${name}`]);
    if (name !== own)
      this.notes.change(
        'renamed',
        path,
        `${this.#from}/${own} is called ${this.to}/${name} now: the name is taken`,
        block.place,
      );
  }

  #move(found: CourseBlock, path: string, document: XmlDocument): void {
    const moved = this.#moved.get(path)!;
    const element = this.#print(found, moved.path, moved.name);
    this.files.set(moved.path, printFile(document, element));
    this.files.set(path, null);
    this.moves.set(moved.path, path);
    this.notes.change('converted', moved.path, `${path} → ${moved.path}`, found.block.place);
  }

  #changesIn(element: XmlElement, path: string): Change[] {
    const isConcerned = this.to === 'split_test' && this.#concerned.has(element);
    if (element.name === this.#from) return this.#replacement(element, path);
    if (isLeaf(element.name)) return [];
    const moved = isConcerned && isContainer(element.name) ? movedText(element, path, this.notes) : [];
    const map = element.name === 'split_test' ? this.#newMap(element, path) : [];
    const inside = element.elements.flatMap((child) => this.#changesIn(child, path));
    const changes = [...moved, ...map, ...inside];
    return this.to === 'split_test' && this.#concerned.nodeAt(element, prefixOf(path)) !== undefined
      ? this.#inLevels(element, changes, path)
      : changes;
  }

  #replacement(element: XmlElement, path: string): Change[] {
    const pointer = this.#pointerFor(element, path);
    if (pointer === undefined) return [];
    const { start, end } = element;
    if (this.to !== 'split_test') return [{ start, end, text: pointer }];
    const [unit, ...outer] = [...this.#levels(element)].reverse();
    if (unit === undefined) return [{ start, end, text: pointer }];
    const text = this.#unit(element, pointer, path);
    return outer.length === 0
      ? [{ start, end, text }]
      : this.#around(element, [{ start, end, text }], outer.reverse(), path);
  }

  /** The levels of the outline that an element lacks around itself, put there. */
  #inLevels(element: XmlElement, changes: readonly Change[], path: string): Change[] {
    const levels = this.#levels(element);
    return levels.length === 0 ? [...changes] : this.#around(element, changes, levels, path);
  }

  #levels(element: XmlElement): readonly string[] {
    return missingLevels(element, (outer) => this.#nodes.get(outer));
  }

  #around(
    element: XmlElement,
    changes: readonly Change[],
    levels: readonly string[],
    path: string,
  ): Change[] {
    const title = this.#titleOf(element, path);
    const display = title === null ? '' : ` display_name="${escapeAttribute(title)}"`;
    const opened = levels.map((tag) => {
      const name = this.names.claim(tag, prefixOf(path), `level ${path} ${element.raw.slice(0, 200)}`);
      return `<${tag} url_name="${name}"${display}>`;
    });
    const closed = [...levels].reverse().map((tag) => `</${tag}>`);
    this.notes.change(
      'wrapped',
      path,
      `the ${element.name} is in a ${levels.join(' and a ')} now: in <${element.parent?.name}> no learner reaches it`,
      element.tagPlace,
    );
    return [
      { start: element.start, end: element.start, text: opened.join('') },
      ...changes,
      { start: element.end, end: element.end, text: closed.join('') },
    ];
  }

  #titleOf(element: XmlElement, path: string): string | null {
    const node = this.#concerned.nodeAt(element, prefixOf(path));
    return node?.element?.get('display_name') ?? element.get('display_name');
  }

  /** The text that replaces a block or a pointer to one; `undefined` where it stays. */
  #pointerFor(element: XmlElement, path: string): string | undefined {
    const found = this.#blocks.get(element);
    if (found !== undefined) return `<${this.to} url_name="${escapeAttribute(this.#pullOut(found, path))}"/>`;
    const moved = this.#target(element, path);
    if (moved === undefined) {
      this.notes.report('convert-pointer', {
        severity: 'warning',
        place: element.tagPlace,
        message: `This <${element.name}> leads to no block that can be converted, and stays as it is`,
        hint: 'Correct it or take it out.',
      });
      return undefined;
    }
    const attribute = element.attributes[0]!;
    const isRenamed = attribute.value !== moved.name;
    this.notes.change('pointer', path, `points to ${this.to}/${moved.name}`, element.tagPlace);
    const value = isRenamed ? escapeAttribute(moved.name) : undefined;
    const raw = retagged(element, this.to, attribute, value);
    return raw;
  }

  #target(element: XmlElement, path: string): Moved | undefined {
    const name = pointerName(element);
    if (name === null) return undefined;
    const target = definitionPath(this.#from, name);
    return this.#moved.get(prefixOf(path) + target) ?? this.#moved.get(target);
  }

  /** A block that is written out inside another file gets a file of its own. */
  #pullOut(found: CourseBlock, path: string): string {
    const { element } = found.block;
    const own = nameOf(element);
    const prefix = prefixOf(path);
    const name = this.names.claim(this.to, prefix, `block ${own ?? identityOf(found)}`, own);
    const target = prefix + definitionPath(this.to, name);
    this.made.add(`${this.to}/${name}`);
    if (own !== null) this.renamed.push([`${this.#from}/${own}`, `${this.to}/${name}`]);
    this.write(target, this.#print(found, target, name));
    this.notes.change('converted', target, `the ${this.#from} in ${path} → ${target}`, found.block.place);
    if (own !== null && own !== name)
      this.notes.change(
        'renamed',
        target,
        `${this.#from}/${own} is called ${this.to}/${name} now: the name is taken or illegal`,
        found.block.place,
      );
    return name;
  }

  #unit(element: XmlElement, pointer: string, path: string): string {
    const prefix = prefixOf(path);
    const title = this.#titleOf(element, path);
    const name = this.names.claim('vertical', prefix, `unit ${path} ${pointer}`);
    const target = prefix + definitionPath('vertical', name);
    const display = title === null ? '' : ` display_name="${escapeAttribute(title)}"`;
    this.write(target, `<vertical${display}>\n  ${pointer}\n</vertical>`);
    this.notes.change(
      'wrapped',
      target,
      `the block was in <${element.parent?.name}>, outside every unit; it is in a unit now`,
      element.tagPlace,
    );
    return `<vertical url_name="${name}"/>`;
  }

  /** A split_test that maps a group straight to an abtest: its usage key changes with the tag. */
  #newMap(element: XmlElement, path: string): Change[] {
    const map = readChildMap(element);
    if (map === null) return [];
    const children = element.elements.filter(({ name }) => name === this.#from).map(readChild);
    let isChanged = false;
    const entries = map.entries.map(([id, key]): MapEntry => {
      const child = childOfKey(children, key);
      const moved = child && this.#target(child.element, path);
      if (moved === undefined) return [id, key];
      isChanged = true;
      return [id, keyOfChild(this.course, this.to, moved.name)];
    });
    return isChanged ? [withEntries(map, entries)] : [];
  }
}

function retagged(
  element: XmlElement,
  tag: BlockTag,
  { valueStart, valueEnd }: { valueStart: number; valueEnd: number },
  value: string | undefined,
): string {
  const { text } = element.context.source;
  const behindName = element.start + 1 + element.name.length;
  const end = element.selfClosing ? element.end : element.closeStart;
  const inside =
    value === undefined
      ? text.slice(behindName, end)
      : text.slice(behindName, valueStart) + value + text.slice(valueEnd, end);
  return `<${tag}${inside}${element.selfClosing ? '' : `</${tag}>`}`;
}

/** The identity of a nameless block, equal in a draft and its published version: its place. */
function identityOf({ node, block }: CourseBlock): string {
  const [parent] = node.parents;
  const index = parent?.children.indexOf(node) ?? 0;
  return JSON.stringify([parent?.tag ?? '', parent?.urlName ?? '', index, block.experiment]);
}

/** By their starts; what is put in at a place comes before what is replaced there. */
function inOrder(changes: readonly Change[]): Change[] {
  const isReplaced = ({ start, end }: Change): number => (end > start ? 1 : 0);
  return [...changes].sort((a, b) => a.start - b.start || isReplaced(a) - isReplaced(b));
}
