/** The XML files of a course that can hold or name blocks, and the blocks that are written in them. */
import { DRAFTS, prefixOf } from '../../convert/blocks/new-names.js';
import type { Course, CourseNode } from '../../olx/course/course.js';
import { definitionPath, leavesItsFolder, nameOf } from '../../olx/course/names.js';
import { pointerName } from '../../olx/course/pointer.js';
import { isLeaf } from '../../olx/course/tags.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { readXml } from '../../xml/parse.js';

export interface CourseDocument {
  readonly path: string;
  readonly document: XmlDocument;
}

/** `tag/url_name`, as policies and usage keys name a block. */
export type BlockKey = string;

const FOLDER = /^(?:drafts\/)?([^/]+)\/.*\.xml$/;

export class CourseDocuments {
  readonly course: Course;
  readonly #read = new Map<string, XmlDocument | null>();
  readonly #known: ReadonlyMap<string, XmlDocument>;
  #outline: readonly CourseDocument[] | undefined;

  constructor(course: Course) {
    this.course = course;
    this.#known = new Map(
      course.xmlFiles.flatMap(({ file, document }) => (document === null ? [] : [[file, document]])),
    );
  }

  /** `null` for a file that is not there or is not well-formed. */
  at(path: string): XmlDocument | null {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const { files } = this.course;
    const shown = files.display(path);
    const document = files.has(path)
      ? (this.#known.get(shown) ?? readXml(files.read(path), shown).document ?? null)
      : null;
    this.#read.set(path, document);
    return document;
  }

  /** The root file, and the files of all tags that are not content, whether something points to them or not. */
  get outline(): readonly CourseDocument[] {
    this.#outline ??= this.paths((tag) => !isLeaf(tag)).flatMap((path) => this.#found(path));
    return this.#outline;
  }

  /** Paths of the XML files of such a tag; the root file too. */
  paths(isWanted: (tag: string) => boolean): string[] {
    return [...this.course.files.paths()].filter((path) => {
      const tag = FOLDER.exec(path)?.[1];
      if (tag === undefined) return path === 'course.xml' || path === 'library.xml';
      return !NOT_BLOCKS.has(tag) && !path.includes('/.') && !path.startsWith('.') && isWanted(tag);
    });
  }

  #found(path: string): CourseDocument[] {
    const document = this.at(path);
    return document === null ? [] : [{ path, document }];
  }

  /** The file that a pointer leads to; drafts may lean on published files here. `null` where there is none. */
  target(element: XmlElement, path: string): string | null {
    const name = pointerName(element);
    if (name === null || name === '') return null;
    const definition = definitionPath(element.name, name);
    if (leavesItsFolder(definition)) return null;
    return this.#existing(definition, path);
  }

  /** The files that an element names: the definition of a pointer, what `filename` leads to. */
  targets(element: XmlElement, path: string): string[] {
    const own = this.target(element, path);
    const filename = element.get('filename');
    if (filename === null || filename === '') return own === null ? [] : [own];
    const inside = filename.replace(/:/g, '/');
    const named = element.name === 'html' ? `html/${inside}.html` : `${element.name}/${inside}.xml`;
    const found = leavesItsFolder(named) ? null : this.#existing(named, path);
    return [...(own === null ? [] : [own]), ...(found === null || found === path ? [] : [found])];
  }

  #existing(definition: string, from: string): string | null {
    const own = prefixOf(from) + definition;
    if (this.course.files.has(own)) return own;
    return this.course.files.has(definition) ? definition : null;
  }
}

const NOT_BLOCKS = new Set(['static', 'policies', 'about', 'info', 'tabs', 'textbooks', 'custom_tags']);

/** Every element of a document that is not inside of content, the root included, in document order. */
export function elementsOf({ root }: { readonly root: XmlElement }): XmlElement[] {
  const found: XmlElement[] = [];
  const waiting = [root];
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    found.push(element);
    if (!isLeaf(element.name)) waiting.push(...element.elements.reverse());
  }
  return found;
}

/** The key of the block that a file defines; `null` for the root file. */
export function keyOfPath(path: string): BlockKey | null {
  const inside = path.slice(prefixOf(path).length);
  const slash = inside.indexOf('/');
  if (slash === -1 || !inside.endsWith('.xml')) return null;
  return `${inside.slice(0, slash)}/${inside.slice(slash + 1, -'.xml'.length).replace(/\//g, ':')}`;
}

/** The key of an element; for the root of a file, the key by its path. */
export function keyOfElement(element: XmlElement, path: string): BlockKey | null {
  if (element.parent === null) {
    const key = keyOfPath(path);
    if (key !== null) return key;
  }
  const name = nameOf(element);
  return name === null ? null : `${element.name}/${name}`;
}

/** The key of a block of the outline; for one without a pointer, the key by its file's path. */
export function keyOfNode({ tag, urlName, pointer, element, path }: CourseNode): BlockKey {
  const isFile = pointer === null && element?.parent === null;
  return (isFile ? keyOfPath(path) : null) ?? `${tag}/${urlName ?? ''}`;
}

export function partsOfKey(key: BlockKey): { readonly tag: string; readonly name: string } {
  const slash = key.indexOf('/');
  return { tag: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** Where the definition of a block may be: published and as a draft. */
export function definitionPaths(key: BlockKey): readonly string[] {
  const { tag, name } = partsOfKey(key);
  const path = definitionPath(tag, name);
  return [path, DRAFTS + path];
}

export function isPublished(path: string): boolean {
  return !path.startsWith(DRAFTS);
}
