/**
 * The names of a converted course settled as the import of Open edX needs them: every use of a block of an experiment has a name
 * of its own where the import would rename it or show something else, and every name can be part of a usage key.
 */
import type { Place } from '../../diagnostics/source.js';
import { isUnique } from '../../loading/blocks/block-kinds.js';
import type { Child } from '../../olx/block/block.js';
import { readChild } from '../../olx/block/child.js';
import { childOfKey } from '../../olx/block/split-test.js';
import type { Course } from '../../olx/course/course.js';
import { definitionPath, leavesItsFolder, nameOf } from '../../olx/course/names.js';
import { isContainer } from '../../olx/course/tags.js';
import type { PolicyFile } from '../../olx/policy/policy-file.js';
import { applyChanges, type Change, quoted } from '../../xml/edit.js';
import { writeLossless } from '../../xml/encode.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { escapeAttribute } from '../../xml/references.js';
import { type MapEntry, readChildMap, withEntries } from '../blocks/child-map.js';
import { DRAFTS, isKeyName, type NewNames } from '../blocks/new-names.js';
import { keyOfChild } from '../blocks/print-definition.js';
import type { Notes } from '../report/notes.js';
import { blocksInside, type Documents, keyOf, type Target } from './documents.js';
import { DEEPEST, Uses } from './uses.js';

/** Where an element is used. */
interface Spot {
  /** What the place is called in every version of the course: names made for a copy follow from it. */
  readonly id: string;
  /** The outermost experiment around, by the place of its use; `null` outside of experiments. */
  readonly experiment: string | null;
  readonly copying: boolean;
  readonly changes: Change[];
  readonly path: string;
  readonly depth: number;
  /** How often each block has been used at this place. */
  readonly counts: Map<string, number>;
}

interface FirstUse {
  readonly path: string | null;
  readonly experiment: string | null;
}

interface SettleParts {
  /** The course before the conversion: its org and course for usage keys, its places for the report. */
  readonly course: Course;
  /** The files as they are after the conversion; `written` is laid over them. */
  readonly documents: Documents;
  readonly written: Map<string, Uint8Array | null>;
  readonly names: NewNames;
  readonly policy: PolicyFile;
  readonly notes: Notes;
  readonly isConverted: (key: string) => boolean;
  /** Where the author named a block first. */
  readonly placeOf: (key: string) => Place | undefined;
}

export class Settle {
  /** `tag/name` before and after, of blocks that had a name which no usage key can hold. */
  readonly renamed = new Map<string, string>();
  readonly #parts: SettleParts;
  /** Places of published uses, and the name of the copy there: the draft of the same place has it, too. */
  readonly #copies = new Map<string, string>();

  constructor(parts: SettleParts) {
    this.#parts = parts;
  }

  /**
   * One store: the published blocks, then in a second call the drafts.
   * @param roots the files that it starts from
   */
  run(roots: readonly string[], prefix: '' | typeof DRAFTS): void {
    const uses = new Uses(this.#parts.documents, prefix, this.#parts.isConverted);
    const found = roots.flatMap((path): Root[] => {
      const document = this.#parts.documents.at(path);
      return document === null ? [] : [{ path, key: keyOfFile(path, prefix), document }];
    });
    for (const { key, document } of found) uses.collect(document.root, key);
    const store = new Store(this.#parts, uses, prefix, this.#copies, this.renamed);
    for (const root of found) store.file(root);
    store.finish();
  }
}

/** A file that nothing points to; `key` is `tag/name` by its path, `null` for course.xml. */
interface Root {
  readonly path: string;
  readonly key: string | null;
  readonly document: XmlDocument;
}

function keyOfFile(path: string, prefix: string): string | null {
  const [tag, ...name] = path
    .slice(prefix.length)
    .replace(/\.xml$/, '')
    .split('/');
  return name.length === 0 ? null : `${tag}/${name.join(':')}`;
}

class Store {
  readonly #parts: SettleParts;
  readonly #uses: Uses;
  readonly #prefix: string;
  readonly #copies: Map<string, string>;
  readonly #renamed: Map<string, string>;
  readonly #used = new Map<string, FirstUse>();
  /** Files whose block has another name now. */
  readonly #left = new Map<string, string>();

  constructor(
    parts: SettleParts,
    uses: Uses,
    prefix: string,
    copies: Map<string, string>,
    renamed: Map<string, string>,
  ) {
    this.#parts = parts;
    this.#uses = uses;
    this.#prefix = prefix;
    this.#copies = copies;
    this.#renamed = renamed;
  }

  /** A file that nothing points to, and what is below it. */
  file({ path, key, document }: Root): void {
    const changes: Change[] = [];
    const experiment = key !== null && this.#parts.isConverted(key) ? key : null;
    const id = key ?? 'course';
    const spot = { id, experiment, copying: false, changes, path, depth: 0, counts: new Map() };
    if (key === null) this.#visit(document.root, spot);
    else {
      this.#used.set(key, { path, experiment });
      this.#inside(document.root, spot);
    }
    this.#write(path, document, changes);
  }

  /** Files that nothing uses under their old names any more. */
  finish(): void {
    for (const [path, key] of this.#left) if (!this.#uses.isOutside(key)) this.#parts.written.set(path, null);
  }

  /** @returns the new name of the block, where it has one */
  #visit(element: XmlElement, spot: Spot): string | undefined {
    if (spot.experiment === null && !this.#uses.isConcerned(element)) return undefined;
    const target = this.#parts.documents.target(element, this.#prefix);
    const { name: tag } = element;
    const old = nameOf(element);
    if (spot.depth > DEEPEST) return undefined;
    if (!target.isThere) return this.#dangling(element, old, spot);
    const key = `${tag}/${old ?? element.raw}`;
    const count = spot.counts.get(key) ?? 0;
    spot.counts.set(key, count + 1);
    const use = JSON.stringify([spot.id, key, count]);
    const isCopy =
      spot.copying || this.#copies.has(use) || (old !== null && this.#isTaken(element, target, spot));
    const name = isCopy ? this.#copyName(tag, old, use, spot) : this.#legalName(element, old);
    const first = { path: target.path, experiment: spot.experiment };
    if (name !== null) this.#used.set(`${tag}/${name}`, first);
    if (old !== null && !isCopy) this.#used.set(key, first);
    const isNew = name !== null && name !== old;
    if (isNew) spot.changes.push(setName(element, name));
    this.#follow(element, target, isNew ? name : null, isCopy, spot, use);
    return isNew ? name : undefined;
  }

  /** A pointer to a file that does not exist is dropped by the import; its name must not end it. */
  #dangling(element: XmlElement, old: string | null, spot: Spot): string | undefined {
    const name = this.#legalName(element, old);
    if (name === null || name === old) return undefined;
    spot.changes.push(setName(element, name));
    return name;
  }

  #isTaken(element: XmlElement, { path }: Target, { experiment }: Spot): boolean {
    const { name: tag } = element;
    const key = keyOf(element)!;
    if (tag === 'course') return false;
    const first = this.#used.get(key);
    if (isUnique(tag) || isContainer(tag)) return first !== undefined || this.#uses.isOutside(key);
    if (this.#uses.isOtherOutside(key, path)) return true;
    if (first === undefined) return false;
    return path === null || first.path !== path || first.experiment === experiment;
  }

  #copyName(tag: string, old: string | null, use: string, spot: Spot): string {
    const known = this.#copies.get(use);
    const { names, notes } = this.#parts;
    const name = names.claim(tag, this.#prefix, `copy ${use}`, known ?? null);
    this.#copies.set(use, name);
    const what = old === null ? `an inline ${tag}` : `${tag}/${old}`;
    notes.change('copied', spot.path, `${tag}/${name} is a copy of ${what}`, this.#placeOf(tag, old));
    return name;
  }

  #legalName(element: XmlElement, old: string | null): string | null {
    const { name: tag } = element;
    if (old === null || isKeyName(old) || tag === 'course') return old;
    const key = `${tag}/${old}`;
    const known = this.#renamed.get(key);
    if (known !== undefined) return known;
    const { names, notes } = this.#parts;
    const name = names.claim(tag, this.#prefix, `legal ${key}`, old);
    this.#renamed.set(key, name);
    const message = `${key} is called ${tag}/${name} now: Open edX cannot store the name`;
    notes.change('renamed', this.#prefix + definitionPath(tag, name), message, this.#placeOf(tag, old));
    return name;
  }

  /** Settles what is inside, and writes the definition under the new name. */
  #follow(
    element: XmlElement,
    target: Target,
    name: string | null,
    isCopy: boolean,
    spot: Spot,
    use: string,
  ): void {
    const { documents, written, policy, notes } = this.#parts;
    const { name: tag } = element;
    const old = nameOf(element);
    if (name !== null && old !== null)
      if (isCopy || this.#uses.isOutside(`${tag}/${old}`))
        policy.copy(`${tag}/${old}`, `${tag}/${name}`, notes);
      else policy.rename(`${tag}/${old}`, `${tag}/${name}`, notes);
    const id = (name ?? old) ? `${tag}/${name ?? old}` : use;
    const isOwn = old !== null && this.#parts.isConverted(`${tag}/${old}`);
    const experiment = spot.experiment ?? (isOwn ? use : null);
    const below = { ...spot, id, experiment, copying: isCopy, depth: spot.depth + 1, counts: new Map() };
    if (target.path === null) {
      this.#inside(element, below);
      return;
    }
    const from = documents.source(target.path);
    const to = name === null ? target.path : this.#prefix + definitionPath(tag, name);
    const document = isContainer(tag) ? documents.at(from) : null;
    const changes: Change[] = [];
    if (document !== null) {
      const { root } = document;
      if (name !== null && root.attribute('url_name') !== undefined) changes.push(setName(root, name));
      this.#inside(root, { ...below, changes, path: to });
    }
    if (to !== from) this.#borrowed(from, to);
    if (document !== null && (changes.length > 0 || to !== from)) this.#write(to, document, changes, true);
    else if (to !== from) written.set(to, tag === 'html' ? this.#html(from, to) : documents.files.read(from));
    if (name !== null && !isCopy) this.#left.set(from, `${tag}/${old}`);
  }

  #inside(element: XmlElement, spot: Spot): void {
    const names = new Map<XmlElement, string>();
    for (const child of blocksInside(element)) {
      const name = this.#visit(child, spot);
      if (name !== undefined) names.set(child, name);
    }
    if (element.name === 'split_test' && names.size > 0) spot.changes.push(...this.#map(element, names));
  }

  /** The usage keys of children that have new names. */
  #map(element: XmlElement, names: ReadonlyMap<XmlElement, string>): Change[] {
    const map = readChildMap(element);
    if (map === null) return [];
    const children = element.elements.map(readChild);
    // A block that is a child twice is mapped twice: each entry takes the next of its uses.
    const taken = new Set<XmlElement>();
    const entries = map.entries.map(([id, key]): MapEntry => {
      const free = children.filter((child) => !taken.has(child.element));
      const child = this.#childOf(free, key) ?? this.#childOf(children, key);
      if (child !== undefined) taken.add(child.element);
      const name = child && names.get(child.element);
      return [id, name === undefined ? key : keyOfChild(this.#parts.course, child!.tag, name)];
    });
    return [withEntries(map, entries)];
  }

  /** Names that no usage key can hold are not read as parts of one: the key is compared with what was written. */
  #childOf(children: readonly Child[], key: string): Child | undefined {
    const { course } = this.#parts;
    const written = children.find(({ tag, urlName }) => keyOfChild(course, tag, urlName ?? '') === key);
    return written ?? childOfKey(children, key);
  }

  /** Drafts do not fall back to published files: a draft that uses one gets its own. */
  #borrowed(from: string, to: string): void {
    if (!to.startsWith(DRAFTS) || from.startsWith(DRAFTS) || this.#parts.documents.files.has(to)) return;
    const message = `the draft has a copy of ${from}, which Open edX looks for among the drafts only`;
    this.#parts.notes.change('copied', to, message);
  }

  /** A page whose text is in a file of its own finds it in the folder that its definition is in. */
  #html(from: string, to: string): Uint8Array {
    const { documents, written } = this.#parts;
    const bytes = documents.files.read(from);
    const document = documents.at(from);
    const attribute = document?.root.attribute('filename');
    if (!document || attribute === undefined) return bytes;
    const { value } = attribute;
    const body = `${folderOf(from)}${value}.html`;
    if (folderOf(from) === folderOf(to) || leavesItsFolder(value) || !documents.files.has(body)) return bytes;
    const page = documents.files.read(body);
    const same = `${folderOf(to)}${value}.html`;
    if (!documents.files.has(same) || Buffer.compare(documents.files.read(same), page) === 0) {
      written.set(same, page);
      return bytes;
    }
    const own = to.slice(folderOf(to).length).replace(/\.xml$/, '');
    written.set(`${folderOf(to)}${own}.html`, page);
    const { valueStart: start, valueEnd: end, quote } = attribute;
    return writeLossless(applyChanges(document, [{ start, end, text: quoted(own, quote) }]));
  }

  #write(path: string, document: XmlDocument, changes: readonly Change[], always = false): void {
    if (changes.length === 0 && !always) return;
    this.#parts.written.set(path, writeLossless(applyChanges(document, changes)));
  }

  #placeOf(tag: string, name: string | null): Place | undefined {
    return name === null ? undefined : this.#parts.placeOf(`${tag}/${name}`);
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function setName(element: XmlElement, name: string): Change {
  const attribute = element.attribute('url_name') ?? element.attribute('slug');
  const text = `url_name="${escapeAttribute(name)}"`;
  if (attribute !== undefined) return { start: attribute.start, end: attribute.end, text };
  const at = element.start + 1 + element.name.length;
  return { start: at, end: at, text: ` ${text}` };
}
