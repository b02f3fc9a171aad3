/** Reads each XML file of a course once: as a tree where blocks are looked for, else only for the verdict. */
import type { Source } from '../../diagnostics/source.js';
import { checkXml } from '../../xml/parse.js';
import type { CourseFiles } from '../files/course-files.js';
import type { XmlFile } from './course.js';
import { readAsOpenEdx } from './read-as-open-edx.js';

/** A file that holds nothing but `<tag url_name="x"/>`. */
const JUST_A_POINTER = /^\s*<[^\s<>]+\s+(url_name|slug)\s*=\s*("[^"<]*"|'[^'<]*')\s*(\/>|>\s*<\/)/;

type NeedsTree = (text: string) => boolean;

const LEAF_NEEDS_TREE: NeedsTree = (text) => text.includes('group_access') || JUST_A_POINTER.test(text);

interface Ahead {
  readonly isLeaf: boolean;
  readonly file: XmlFile;
}

export class XmlReader {
  readonly #files: CourseFiles;
  readonly #read = new Map<string, XmlFile>();
  readonly #sources = new Map<string, Source>();
  readonly #failed = new Set<string>();
  /** What was read ahead. */
  readonly #ahead = new Map<string, Ahead>();
  readonly #onFailure: ((error: unknown) => void) | undefined;

  /** @param onFailure is called for each file that cannot be read; without it the error is thrown */
  constructor(files: CourseFiles, onFailure?: (error: unknown) => void) {
    this.#files = files;
    this.#onFailure = onFailure;
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  isRead(path: string): boolean {
    return this.#read.has(path);
  }

  /** Reads a file before the outline asks for it, so that the outline is soon made. @param isLeaf as `verdict` reads it */
  readAhead(path: string, isLeaf: boolean): void {
    let content: string | Uint8Array;
    try {
      content = this.#files.readQuickly(path);
    } catch {
      // The outline reports it, if it asks.
      return;
    }
    const file = isLeaf ? this.#fileOf(path, content, LEAF_NEEDS_TREE) : this.#treeOf(path, content);
    this.#ahead.set(path, { isLeaf, file });
  }

  /** What was read ahead for nothing is forgotten. */
  endAhead(): void {
    this.#ahead.clear();
  }

  tree(path: string): XmlFile {
    const known = this.#read.get(path);
    if (
      known !== undefined &&
      (known.document !== null || known.problems.length > 0 || this.#failed.has(path))
    ) {
      return known;
    }
    const ahead = this.#ahead.get(path);
    if (ahead?.isLeaf === false) return this.#remember(path, ahead.file);
    const content = this.#content(path);
    return content === null ? this.#unreadable(path) : this.#remember(path, this.#treeOf(path, content));
  }

  /** The verdict on a leaf; its tree too where the rules have something to look at: a pointer, access to groups. */
  verdict(path: string): XmlFile {
    const ahead = this.#ahead.get(path);
    if (ahead?.isLeaf && !this.#read.has(path)) return this.#remember(path, ahead.file);
    return this.#readAs(path, LEAF_NEEDS_TREE);
  }

  /** The verdict on a file that nothing has pointed to, or its tree if an A/B block may be in it. */
  look(path: string): XmlFile {
    return this.#readAs(path, (text) => text.includes('<abtest') || text.includes('<split_test'));
  }

  #readAs(path: string, needsTree: NeedsTree): XmlFile {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const content = this.#content(path);
    if (content === null) return this.#unreadable(path);
    return this.#remember(path, this.#fileOf(path, content, needsTree));
  }

  #fileOf(path: string, content: string | Uint8Array, needsTree: NeedsTree): XmlFile {
    const file = this.#files.display(path);
    // Files that are not plainly UTF-8 are rare: they are all read as trees.
    if (typeof content !== 'string' || needsTree(content)) return this.#treeOf(path, content);
    const { source, problems, prefixed, rootAttributes } = checkXml(content, file);
    if (problems.some(({ ruleId }) => ruleId === 'no-doctype')) return this.#treeOf(path, content);
    const kept = problems.length > 0 || prefixed ? source : null;
    return { file, problems, source: kept, document: null, prefixed, rootAttributes };
  }

  #treeOf(path: string, content: string | Uint8Array): XmlFile {
    const { source, problems, document, prefixed } = readAsOpenEdx(content, this.#files.display(path));
    return { file: source.file, problems, source, document: document ?? null, prefixed };
  }

  all(): XmlFile[] {
    return [...this.#read.values()];
  }

  sourceOf(file: string): Source | undefined {
    return this.#sources.get(file);
  }

  #content(path: string): string | Uint8Array | null {
    try {
      return this.#files.readQuickly(path);
    } catch (error) {
      if (this.#onFailure === undefined) throw error;
      this.#failed.add(path);
      this.#onFailure(error);
      return null;
    }
  }

  /** The file has no findings; the pointer to it has been reported. */
  #unreadable(path: string): XmlFile {
    const file = this.#files.display(path);
    return this.#remember(path, { file, problems: [], source: null, document: null, prefixed: false });
  }

  #remember(path: string, file: XmlFile): XmlFile {
    this.#read.set(path, file);
    if (file.source !== null) this.#sources.set(file.file, file.source);
    return file;
  }
}
