/** Finds the definition of a block: the element itself, or the root of a file. */
import { normalized } from '../../olx/files/paths.js';
import type { XmlElement } from '../../xml/node.js';
import { attributesOf, type CourseTexts, type OpenedFile } from '../files/course-texts.js';
import { readHtmlFile } from '../files/html-file.js';
import { blockKind } from './block-kinds.js';
import { namePlace } from './elements.js';
import { Dropped, ImportEnds, type Use } from './uses.js';

/** The element that defines a block, the file it lies in, and the attributes that count as settings. */
export interface Definition {
  readonly root: XmlElement | null;
  readonly path: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Is it the root of a file, which was parsed but never printed? */
  readonly fresh: boolean;
}

/** Is there nothing in the path that normalizing would change? */
function isPlain(path: string): boolean {
  return !path.includes('/.') && !path.includes('//');
}

export class Definitions {
  readonly #texts: CourseTexts;
  /** The folder that files are looked for in: empty, or `drafts/`. */
  readonly #folder: string;

  constructor(texts: CourseTexts, folder: string) {
    this.#texts = texts;
    this.#folder = folder;
  }

  /**
   * The definition of a block.
   * @param fresh is the element unchanged since it was parsed?
   * @throws Dropped or ImportEnds
   */
  of(use: Use, path: string, fresh: boolean): Definition {
    const { element, tag } = use;
    if (!use.pointer)
      return {
        root: element,
        path,
        attributes: attributesOf(element),
        fresh,
      };
    const at = `${tag}/${use.readAs.includes(':') ? use.readAs.replace(/:/g, '/') : use.readAs}.xml`;
    const opened = this.#openFile(at, blockKind(tag) === 'container' || tag === 'poll_question');
    if (opened.fault === null)
      return { root: opened.root, path: opened.path, attributes: opened.attributes, fresh: true };
    const isOwn = tag === 'discussion';
    if (isOwn) return { root: element, path, attributes: attributesOf(element), fresh: false };
    if (use.renamed && opened.fault === 'missing')
      throw new Dropped({ why: 'name-used', place: namePlace(element), first: use.first! });
    const place = opened.fault === 'missing' ? namePlace(element) : opened.place;
    if (use.parent === null && opened.fault !== 'missing')
      throw new ImportEnds(opened.fault, opened.place, use);
    throw new Dropped({ why: 'file', place, path: opened.path, fault: opened.fault });
  }

  /**
   * `filename`, a leftover of 2012, names another file for the inside; the settings stay those of the element.
   * @throws Dropped
   */
  inside(use: Use, definition: Definition): Definition {
    const filename = definition.attributes.get('filename');
    const kind = blockKind(use.tag);
    if (filename === undefined || kind === 'external' || kind === 'discussion') return definition;
    if (kind === 'html') {
      readHtmlFile(this.#texts, this.#folder, use, filename);
      return definition;
    }
    const tag = definition.root?.name ?? use.tag;
    const old = tag === 'problem' ? [`problems/${filename}.xml`, `${filename}.xml`] : [];
    const paths = [`${tag}/${filename}.xml`, ...old];
    const at = paths.find((each) => this.#texts.has(this.#folder + normalized(each))) ?? paths[0]!;
    const opened = this.#openFile(at, kind === 'container');
    if (opened.fault !== null) {
      const place = use.element.attribute('filename')?.place ?? use.element.tagPlace;
      throw new Dropped({ why: 'file', place, path: opened.path, fault: opened.fault });
    }
    const attributes = new Map([...opened.attributes, ...definition.attributes]);
    return { root: opened.root, path: opened.path, attributes, fresh: true };
  }

  #openFile(path: string, asTree: boolean): OpenedFile {
    const at = isPlain(path) ? path : normalized(path);
    const full = this.#folder + at;
    // What leads out of the folder is refused like a file that is not there.
    if (at.startsWith('../') || at.startsWith('/')) return this.#texts.definition('');
    return asTree ? this.#texts.definition(full) : this.#texts.leaf(full);
  }
}
