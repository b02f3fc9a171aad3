/** A block under another url_name: its files, the pointers to it, maps, settings, drafts and links. */
import { isUtf8 } from 'node:buffer';
import { MAP } from '../../convert/blocks/child-map.js';
import { isUsableName } from '../../convert/blocks/new-names.js';
import { visible } from '../../diagnostics/visible.js';
import { usageParts } from '../../olx/block/split-test.js';
import { isLeaf } from '../../olx/course/tags.js';
import { impossible, setAttribute } from '../../olx/edit/placing.js';
import { renameKey } from '../../olx/policy/json-edit.js';
import { type Change, quoted, splice } from '../../xml/edit.js';
import type { XmlAttribute, XmlElement } from '../../xml/node.js';
import {
  type BlockKey,
  type CourseDocument,
  definitionPaths,
  elementsOf,
  keyOfElement,
  keyOfNode,
  partsOfKey,
} from './documents.js';
import type { Editor } from './editor.js';
import { unknown } from './experiment.js';
import { MapText } from './map-changes.js';

export class Rename {
  readonly #editor: Editor;
  readonly #tag: string;
  readonly #from: string;
  readonly #to: string;
  readonly #key: BlockKey;

  constructor(editor: Editor, key: BlockKey, to: string) {
    this.#editor = editor;
    const { tag, name } = partsOfKey(key);
    [this.#key, this.#tag, this.#from, this.#to] = [key, tag, name, to];
  }

  run(): void {
    this.#refuse();
    for (const found of this.#editor.documents.outline) this.#document(found);
    const to = definitionPaths(`${this.#tag}/${this.#to}`);
    for (const [index, path] of definitionPaths(this.#key).entries()) this.#file(path, to[index]!);
    this.#settings();
    this.#links();
  }

  #refuse(): void {
    const { course } = this.#editor;
    const [tag, to] = [this.#tag, this.#to];
    const isThere = course.nodes.some((node) => keyOfNode(node) === this.#key);
    if (tag === 'course' && isThere)
      throw impossible(
        'The url_name of a course is its run, which policies and learners are kept by',
        'Name a block.',
      );
    if (!isThere) throw unknown('block', this.#key, course.nodes.map(keyOfNode));
    if (to === this.#from) throw impossible(`${this.#key} has this name already`, 'Give another name.');
    if (!isUsableName(tag, to))
      throw impossible(
        `"${visible(to)}" cannot be a url_name`,
        'Use letters, digits and _ - ~ . : only, and at most 200 bytes.',
      );
    const isTaken =
      course.nodes.some((node) => keyOfNode(node) === `${tag}/${to}`) ||
      definitionPaths(`${tag}/${to}`).some((path) => course.files.has(path)) ||
      Object.hasOwn(course.policy?.entries ?? {}, `${tag}/${to}`);
    if (isTaken)
      throw impossible(`The course already has ${tag}/${to}, or settings for it`, 'Choose another name.');
  }

  /** Pointers, definitions that are written out, and usage keys. */
  #document({ path, document }: CourseDocument): void {
    const changes = elementsOf(document).flatMap((element) => [
      ...this.#own(element, path),
      ...this.#filename(element),
      ...this.#keysOf(element),
    ]);
    if (changes.length === 0) return;
    this.#editor.change(path, document, changes);
    this.#editor.notes.change('edited', path, `names ${this.#tag}/${this.#to}`);
  }

  #own(element: XmlElement, path: string): Change[] {
    if (element.name !== this.#tag || keyOfElement(element, path) !== this.#key) return [];
    const named = element.attribute('url_name') ?? element.attribute('slug');
    // The root of a file has its name from the path; an attribute with the same name is changed with it.
    if (element.parent === null && named?.value !== this.#from) return [];
    return [setAttribute(element, named?.name ?? 'url_name', this.#to)];
  }

  /** `<sequential filename="x"/>`, a leftover of 2012, is a pointer too; of an html block it names the body. */
  #filename(element: XmlElement): Change[] {
    const isPointer =
      element.name === this.#tag && !isLeaf(this.#tag) && element.get('filename') === this.#from;
    return isPointer ? [setAttribute(element, 'filename', this.#to)] : [];
  }

  #keysOf(element: XmlElement): Change[] {
    const map =
      element.attribute(MAP) !== undefined && element.name === 'split_test' ? this.#mapOf(element) : [];
    return [...map, ...KEYED.flatMap((name) => this.#keyed(element.attribute(name)))];
  }

  #mapOf(element: XmlElement): Change[] {
    // A map that cannot be read names the block in no way that an edit could follow.
    if (!element.get(MAP)!.includes(this.#from)) return [];
    return new MapText(element).rename((key) => this.#newKey(key));
  }

  /** Usage keys with `;` between them, as `sources` of a conditional has them. */
  #keyed(attribute: XmlAttribute | undefined): Change[] {
    if (attribute === undefined || !attribute.value.includes(this.#from)) return [];
    const keys = attribute.value.split(';');
    const text = keys.map((key) => this.#newKey(key.trim()) ?? key).join(';');
    if (text === attribute.value) return [];
    return [{ start: attribute.valueStart, end: attribute.valueEnd, text: quoted(text, attribute.quote) }];
  }

  #newKey(key: string): string | null {
    const parts = usageParts(key);
    if (parts?.tag !== this.#tag || parts.name !== this.#from) return null;
    const at = key.lastIndexOf(this.#from);
    return key.slice(0, at) + this.#to + key.slice(at + this.#from.length);
  }

  /** The definition's file, and the body of an html block that is called as the block is. */
  #file(path: string, to: string): void {
    const { course, documents, notes } = this.#editor;
    if (!course.files.has(path)) return;
    this.#editor.move(path, to);
    notes.change('renamed', to, `was ${path}`);
    const document = isLeaf(this.#tag) ? documents.at(path) : null;
    if (document === null) return;
    const { root } = document;
    const changes = root.get('url_name') === this.#from ? [setAttribute(root, 'url_name', this.#to)] : [];
    const body = path.replace(/\.xml$/, '.html');
    const isOwnBody = this.#tag === 'html' && root.get('filename') === this.#from && course.files.has(body);
    if (isOwnBody && !this.#isShared(body, path)) {
      const newBody = to.replace(/\.xml$/, '.html');
      if (course.files.has(newBody))
        throw impossible(`The course already has ${newBody}`, 'Choose another name.');
      changes.push(setAttribute(root, 'filename', this.#to));
      this.#editor.move(body, newBody);
      notes.change('renamed', newBody, `was ${body}`);
    }
    if (changes.length > 0) this.#editor.change(path, document, changes);
  }

  #isShared(body: string, own: string): boolean {
    const { documents } = this.#editor;
    return documents
      .paths((tag) => tag === 'html' || !isLeaf(tag))
      .some((path) => {
        const document = path === own ? null : documents.at(path);
        return (
          document !== null &&
          elementsOf(document).some(
            (each) => each.name === 'html' && documents.targets(each, path).includes(body),
          )
        );
      });
  }

  #settings(): void {
    const { course, notes } = this.#editor;
    const to = `${this.#tag}/${this.#to}`;
    if (!Object.hasOwn(course.policy?.entries ?? {}, this.#key)) return;
    this.#editor.policy.edit((text) => renameKey(text, [], this.#key, to));
    notes.change('policy', this.#editor.policy.path, `the settings of ${this.#key} are those of ${to}`);
  }

  /** `/jump_to_id/NAME` in pages; where another block has the name, too, the links stay: they may mean that one. */
  #links(): void {
    const { course, notes } = this.#editor;
    const isShared = course.nodes.some((node) => node.urlName === this.#from && node.tag !== this.#tag);
    const what = `links to /jump_to_id/${visible(this.#from)}`;
    for (const path of course.files.paths()) {
      if (!/\.(html|xml)$/.test(path) || path.startsWith('.')) continue;
      const bytes = Buffer.from(course.files.read(path));
      if (!bytes.includes(LINK)) continue;
      const done = isShared ? hasLink(bytes.toString(), this.#from) && 'stay' : this.#follow(path, bytes);
      if (done === 'stay') notes.change('edited', path, `${what} stay; correct those that mean ${this.#key}`);
      else if (done === 'follow') notes.change('edited', path, `${what} follow`);
    }
  }

  #follow(path: string, bytes: Buffer): 'stay' | 'follow' | null {
    const document = path.endsWith('.xml') ? this.#editor.documents.at(path) : null;
    const text = document?.source.text ?? bytes.toString();
    const places = placesOf(text, this.#from);
    if (places.length === 0) return null;
    const changes = places.map((start) => ({ start, end: start + this.#from.length, text: this.#to }));
    if (document !== null) this.#editor.change(path, document, changes);
    else if (!isUtf8(bytes)) return 'stay';
    else this.#editor.write(path, Buffer.from(splice(text, changes)));
    return 'follow';
  }
}

const KEYED = ['parent_url', 'parent_sequential_url', 'sources'];

const LINK = '/jump_to_id/';

/** Where the name is in links, not as the beginning of a longer name. */
function placesOf(text: string, name: string): number[] {
  const places: number[] = [];
  const link = LINK + name;
  for (let at = text.indexOf(link); at !== -1; at = text.indexOf(link, at + link.length))
    if (!/^[\p{L}\p{N}_\-~.:%]/u.test(text.slice(at + link.length, at + link.length + 2)))
      places.push(at + LINK.length);
  return places;
}

function hasLink(text: string, name: string): boolean {
  return placesOf(text, name).length > 0;
}
