/** The files of a course in a directory on disk. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { leavesItsFolder } from '../course/names.js';
import { type CourseFiles, plainText } from './course-files.js';
import { readBytes, readFolder } from './disk.js';

/** Folders of a course that hold no blocks; `static` can be huge. */
const WITHOUT_BLOCKS = new Set(['static', '.git', '.svn', '.hg', 'node_modules', '__MACOSX']);

/** Of a huge folder `static` no more names are listed. */
const MOST_STATIC = 20_000;

/** The folder of an edit that is being written in place; no part of the course. */
export const JOURNAL = '.olx-abtest-edit';

export function isJournal(name: string): boolean {
  return name === JOURNAL || (name.startsWith(`${JOURNAL}.`) && name.endsWith('.tmp'));
}

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
      // The slow way finds the reason.
    }
    return this.read(path);
  }

  readStatic(name: string, most: number): Uint8Array | null {
    const target = this.#staticPath(name);
    return target !== null && statSync(target).size <= most
      ? readBytes(target, this.display(`static/${name}`))
      : null;
  }

  hasStatic(name: string): boolean {
    return this.#staticPath(name) !== null;
  }

  staticNames(): readonly string[] {
    const names: string[] = [];
    const folders = [''];
    // Links to folders are not followed, so there is no circle.
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      const path = join(this.#root, 'static', folder);
      if (realPath(path) === null) continue;
      for (const entry of readFolder(path, this.display(`static/${folder}`))) {
        const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) folders.push(name);
        else names.push(name);
        if (names.length >= MOST_STATIC) return names;
      }
    }
    return names;
  }

  /** The file of `static/`; `null` where there is none, and where it lies outside the course. */
  #staticPath(name: string): string | null {
    const path = `static/${name}`;
    if (leavesItsFolder(path) || path.includes('\0')) return null;
    const target = realPath(join(this.#root, path));
    return target?.startsWith(this.#prefix) && statSync(target).isFile() ? target : null;
  }

  display(path: string): string {
    return this.#shown === '' || this.#shown === '.' ? path : `${this.#shown}/${path}`;
  }

  #list(folder: string, isLinked = false): void {
    const entries = readFolder(join(this.#root, folder), this.display(folder));
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!(folder === '' && (WITHOUT_BLOCKS.has(entry.name) || isJournal(entry.name))))
          this.#list(path, isLinked);
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
