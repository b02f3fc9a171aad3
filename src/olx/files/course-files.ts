/** The files of one course, wherever they lie: a directory, an archive, or a single text. */
import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { leavesItsFolder } from '../course/names.js';

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
  /** The path as messages show it. */
  display(path: string): string;
}

/** Folders of a course that hold no blocks; `static` can be huge. */
const WITHOUT_BLOCKS = new Set(['static', '.git', '.svn', '.hg', 'node_modules', '__MACOSX']);

/**
 * A directory on disk, listed once. Symbolic links are followed only when they end inside the course; below a
 * linked folder no further folder links are followed, so that there is no circle.
 */
export class DirectoryFiles implements CourseFiles {
  readonly #root: string;
  readonly #prefix: string;
  readonly #shown: string;
  readonly #paths = new Set<string>();

  /** @param shown the directory as messages show it */
  constructor(root: string, shown: string) {
    this.#root = realpathSync(root);
    this.#prefix = this.#root + sep;
    this.#shown = shown;
    this.#list('');
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }

  paths(): Iterable<string> {
    return this.#paths;
  }

  read(path: string): Uint8Array {
    return readBytes(join(this.#root, path), this.display(path));
  }

  readQuickly(path: string): string | Uint8Array {
    try {
      const text = plainText(readFileSync(this.#prefix + path, 'utf8'));
      if (text !== undefined) return text;
    } catch {
      // The slow way says what is wrong.
    }
    return this.read(path);
  }

  readStatic(name: string, most: number): Uint8Array | null {
    const path = `static/${name}`;
    if (leavesItsFolder(path)) return null;
    const target = realPath(join(this.#root, path));
    if (target === null || !target.startsWith(this.#prefix)) return null;
    const kind = statSync(target);
    return kind.isFile() && kind.size <= most ? readBytes(target, this.display(path)) : null;
  }

  display(path: string): string {
    return this.#shown === '' || this.#shown === '.' ? path : `${this.#shown}/${path}`;
  }

  #list(folder: string, isLinked = false): void {
    const entries = readFolder(join(this.#root, folder), this.display(folder));
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!(folder === '' && WITHOUT_BLOCKS.has(entry.name))) this.#list(path, isLinked);
      } else if (entry.isFile()) this.#paths.add(path);
      else if (entry.isSymbolicLink()) this.#link(path, isLinked);
    }
  }

  #link(path: string, isLinked: boolean): void {
    const target = realPath(join(this.#root, path));
    if (target === null || !target.startsWith(this.#prefix)) return;
    const kind = statSync(target);
    if (kind.isFile()) this.#paths.add(path);
    else if (kind.isDirectory() && !isLinked) this.#list(path, true);
  }
}

/** Where a link ends; `null` when it dangles. */
function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
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
    return isUtf8(bytes)
      ? (plainText(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)) ?? bytes)
      : bytes;
  }

  readStatic(name: string, most: number): Uint8Array | null {
    const bytes = this.#files.get(`static/${name}`);
    return bytes && bytes.length <= most ? bytes : null;
  }

  display(path: string): string {
    return this.#prefix + path;
  }
}

/** The text, unless a replacement character, a NUL or a declaration says that only its bytes can tell what it is. */
function plainText(text: string): string | undefined {
  return /^\ufeff?<\?xml/.test(text) || text.includes('\ufffd') || text.includes('\0') ? undefined : text;
}

/** A path as messages show it: relative to the working directory, with `/`. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path).split(sep).join('/');
  return shown === '' ? '.' : shown;
}

/** @throws AbtestError `not-found` or `not-readable` */
export function readBytes(path: string, shown: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw fileError(cause, shown);
  }
}

/** The entries of a folder in the order of their names. */
export function readFolder(path: string, shown: string): import('node:fs').Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    throw fileError(cause, shown);
  }
}

export type PathKind = 'file' | 'directory' | 'other';

/** @throws AbtestError `not-found` or `not-readable` */
export function kindOfPath(path: string): PathKind {
  try {
    const stat = statSync(path);
    return stat.isDirectory() ? 'directory' : stat.isFile() ? 'file' : 'other';
  } catch (cause) {
    throw fileError(cause, shownPath(path));
  }
}

function fileError(cause: unknown, shown: string): AbtestError {
  const code = (cause as NodeJS.ErrnoException).code;
  const name = shown === '' ? '.' : shown;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AbtestError('not-found', `There is no file or directory "${name}"`, {
      hint: 'Check the path.',
      cause,
    });
  }
  const why = code === 'EACCES' || code === 'EPERM' ? 'no permission' : (code ?? String(cause));
  return new AbtestError('not-readable', `"${name}" cannot be read: ${why}`, {
    hint: 'Check its permissions.',
    cause,
  });
}
