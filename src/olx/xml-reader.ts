/** Reads each XML file of a course once: as a tree where blocks are looked for, else only for the verdict. */
import type { Source } from '../diagnostics/source.js';
import { checkXml, type ReadXml, readXml } from '../xml/parse.js';
import type { XmlFile } from './course.js';
import type { CourseFiles } from './files.js';

/** In bytes; a file that holds just a pointer is a short line. */
const LONGEST_POINTER = 300;

export class XmlReader {
  readonly #files: CourseFiles;
  readonly #read = new Map<string, XmlFile>();
  readonly #sources = new Map<string, Source>();

  constructor(files: CourseFiles) {
    this.#files = files;
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  isRead(path: string): boolean {
    return this.#read.has(path);
  }

  tree(path: string): XmlFile {
    const known = this.#read.get(path);
    if (known !== undefined && (known.document !== null || known.problems.length > 0)) return known;
    return this.#keep(path, readXml(this.#files.read(path), this.#files.display(path)));
  }

  /** The verdict on a leaf; its tree too where the rules have something to look at: a pointer, access to groups. */
  verdict(path: string): XmlFile {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const bytes = Buffer.from(this.#files.read(path));
    if (bytes.length <= LONGEST_POINTER || bytes.includes('group_access')) return this.tree(path);
    return this.#keep(path, checkXml(bytes, this.#files.display(path)));
  }

  /** The verdict on a file that nothing has pointed to, or its tree if an A/B block may be in it. */
  look(path: string): XmlFile {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const bytes = Buffer.from(this.#files.read(path));
    const mayHoldBlock = bytes.includes('<abtest') || bytes.includes('<split_test') || bytes.includes(0);
    return mayHoldBlock ? this.tree(path) : this.#keep(path, checkXml(bytes, this.#files.display(path)));
  }

  all(): XmlFile[] {
    return [...this.#read.values()];
  }

  sourceOf(file: string): Source | undefined {
    return this.#sources.get(file);
  }

  #keep(path: string, read: ReadXml): XmlFile {
    const file = this.#files.display(path);
    const needed = read.document !== undefined || read.problems.length > 0;
    const kept: XmlFile = {
      file,
      problems: read.problems,
      source: needed ? read.source : null,
      document: read.document ?? null,
    };
    this.#read.set(path, kept);
    if (needed) this.#sources.set(file, read.source);
    return kept;
  }
}
