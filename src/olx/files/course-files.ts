/** The files of one course: what is asked of them wherever they are, and files held in memory. */
import { AbtestError } from '../../diagnostics/abtest-error.js';

/** Paths are relative to the course's root and use `/`. Nothing outside the course can be reached through it. */
export interface CourseFiles {
  has(path: string): boolean;
  /** All files, in the order of their names. */
  paths(): Iterable<string>;
  /** @throws AbtestError `not-readable` */
  read(path: string): Uint8Array;
  /**
   * The file as a string where its bytes are plainly UTF-8, much faster than through its bytes; else its bytes.
   * @throws AbtestError `not-readable`
   */
  readQuickly(path: string): string | Uint8Array;
  /**
   * One file of the folder `static/`, which is not listed, since it can be huge; `name` is relative to it. `null` where
   * there is none, where it lies outside the course or has more than `most` bytes, and where an archive did not keep it.
   */
  readStatic(name: string, most: number): Uint8Array | null;
  /** Whether the folder `static/` has the file now; `name` is relative to it. */
  hasStatic(name: string): boolean;
  /** The names of all files of the folder `static/`, relative to it; of a huge folder the first 20,000. */
  staticNames(): readonly string[];
  /** The path as messages show it. */
  display(path: string): string;
}

/** Files held in memory: an archive's members, or one text. */
export class MemoryFiles implements CourseFiles {
  readonly #files: ReadonlyMap<string, Uint8Array | null>;
  readonly #prefix: string;

  /** @param files `null` for a member whose bytes were not kept */
  constructor(files: ReadonlyMap<string, Uint8Array | null>, prefix: string) {
    this.#files = new Map([...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    this.#prefix = prefix;
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  paths(): Iterable<string> {
    return this.#files.keys();
  }

  read(path: string): Uint8Array {
    const bytes = this.#files.get(path);
    if (bytes) return bytes;
    throw new AbtestError('not-readable', `${this.display(path)} was not kept in memory`);
  }

  readQuickly(path: string): string | Uint8Array {
    const bytes = this.read(path);
    return plainText(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)) ?? bytes;
  }

  readStatic(name: string, most: number): Uint8Array | null {
    const bytes = this.#files.get(`static/${name}`);
    return bytes && bytes.length <= most ? bytes : null;
  }

  hasStatic(name: string): boolean {
    return this.#files.has(`static/${name}`);
  }

  staticNames(): readonly string[] {
    const names = [...this.#files.keys()].filter((path) => path.startsWith('static/'));
    return names.map((path) => path.slice('static/'.length));
  }

  display(path: string): string {
    return this.#prefix + path;
  }
}

/** The text, unless it has a replacement character, a NUL or a declaration, so that it must be decoded from its bytes. */
export function plainText(text: string): string | undefined {
  return /^\ufeff?<\?xml/.test(text) || text.includes('\ufffd') || text.includes('\0') ? undefined : text;
}
