/** The files of a converted course as they are read by the passes that settle names: each one parsed once. */
import { definitionPath, leavesItsFolder, nameOf } from '../../olx/course/names.js';
import { pointerName } from '../../olx/course/pointer.js';
import { isContainer, isSetting, needsFile } from '../../olx/course/tags.js';
import type { CourseFiles } from '../../olx/files/course-files.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { readXml } from '../../xml/parse.js';
import { DRAFTS } from '../blocks/new-names.js';

/**
 * What an element that is a block leads to. `path`: the file of its definition, `null` for a block that is written out;
 * `isThere`: `false` for a pointer to a file that does not exist.
 */
export interface Target {
  readonly path: string | null;
  readonly isThere: boolean;
}

const INLINE: Target = { path: null, isThere: true };

export class Documents {
  readonly files: CourseFiles;
  readonly #read = new Map<string, XmlDocument | null>();

  constructor(files: CourseFiles) {
    this.files = files;
  }

  /** The document of a file; `null` where it cannot be read as XML. */
  at(path: string): XmlDocument | null {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const read = readXml(this.files.read(path), this.files.display(path)).document ?? null;
    this.#read.set(path, read);
    return read;
  }

  /** @param prefix the folder that the element's file is in: `drafts/` or empty; drafts may lean on published files here */
  target(element: XmlElement, prefix: string): Target {
    const name = pointerName(element);
    if (name === null) return INLINE;
    const path = definitionPath(element.name, name);
    if (name === '' || leavesItsFolder(path)) return { path, isThere: false };
    const own = prefix + path;
    if (this.files.has(own)) return { path: own, isThere: true };
    if (prefix === DRAFTS && this.files.has(path)) return { path: own, isThere: true };
    // A block of an XBlock of its own may be whole as `<x url_name="…"/>`.
    return needsFile(element.name) ? { path: own, isThere: false } : INLINE;
  }

  /** The file that a path of a target is read from. */
  source(path: string): string {
    return this.files.has(path) ? path : path.slice(DRAFTS.length);
  }

  /** The element that defines a block: itself, or the root of the file that it points to; `null` where that is not read. */
  definition(element: XmlElement, { path, isThere }: Target): XmlElement | null {
    if (!isThere) return null;
    if (path === null) return element;
    return isContainer(element.name) ? (this.at(this.source(path))?.root ?? null) : null;
  }
}

/** The blocks inside a container, in their order. */
export function blocksInside(element: XmlElement): XmlElement[] {
  if (!isContainer(element.name)) return [];
  return element.elements.filter((child) => !isSetting(child.name));
}

/** `tag/name`, as policies and usage keys name a block; `null` for a block without a name. */
export function keyOf(element: XmlElement): string | null {
  const name = nameOf(element);
  return name === null ? null : `${element.name}/${name}`;
}
