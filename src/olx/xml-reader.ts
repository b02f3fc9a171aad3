/** Reads each XML file of a course once: as a tree where blocks are looked for, else only for the verdict. */
import type { Source } from '../diagnostics/source.js';
import { checkXml, type ReadXml, readXml } from '../xml/parse.js';
import type { XmlFile } from './course.js';
import type { CourseFiles } from './files.js';

/** Sees every name with a prefix, and some words of prose that look like one: then the text is kept to be judged. */
const PREFIXED = /<[^\s<>!?/="':]*:|\s[^\s<>="':/&]*:[^\s<>="'/&]*\s*=/;

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

  verdict(path: string): XmlFile {
    return (
      this.#read.get(path) ?? this.#keep(path, checkXml(this.#files.read(path), this.#files.display(path)))
    );
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
    const needed = read.document !== undefined || read.problems.length > 0 || PREFIXED.test(read.source.text);
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
