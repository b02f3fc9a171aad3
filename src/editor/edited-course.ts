/** A course as the editor has it: the files on disk, with the texts of open documents over them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AbtestError, type Course, type Diagnostic } from '../index.js';
import { checkCourse } from '../internal/checking.js';
import { DirectoryFiles, decode, encode, OverlayFiles, readCourse } from '../internal/content.js';
import { isInside, realPathOf } from './course-root.js';

/** How findings are judged: the configuration that `validate` would use. */
export interface CheckSettings {
  check(course: Course): Diagnostic[];
}

/** The course, and what was found in it; both are of one moment. */
interface CourseState {
  readonly course: Course;
  readonly diagnostics: readonly Diagnostic[];
}

export class EditedCourse {
  readonly root: string;
  readonly #texts: () => ReadonlyMap<string, string>;
  #state: CourseState | null = null;
  #isCurrent = false;
  #settings: CheckSettings = { check: (course) => checkCourse(course) };
  /** Resolves once the settings are known. */
  readonly ready: Promise<void>;

  /**
   * @param texts the open documents of the course, by their paths in it
   * @param settings `null` for a configuration that is not one: each rule then has its own severity
   */
  constructor(
    root: string,
    texts: () => ReadonlyMap<string, string>,
    settings: Promise<CheckSettings | null>,
  ) {
    this.root = root;
    this.#texts = texts;
    this.ready = settings.then((found) => {
      if (found === null) return;
      this.#settings = found;
      this.changed();
    });
  }

  /** A document or a file has changed. */
  changed(): void {
    this.#isCurrent = false;
  }

  /** Read again if something has changed; `null` for a course whose folder is gone. */
  get state(): CourseState | null {
    if (this.#isCurrent) return this.#state;
    this.#isCurrent = true;
    this.#state = this.#read();
    return this.#state;
  }

  #read(): CourseState | null {
    try {
      // A file that is deleted while the course is read is left out, as in the next reading.
      const course = readCourse(this.#files(), '', () => undefined);
      return { course, diagnostics: this.#settings.check(course) };
    } catch (error) {
      if (error instanceof AbtestError) return null;
      throw error;
    }
  }

  #files(): OverlayFiles {
    const changes = new Map<string, Uint8Array>();
    for (const [path, text] of this.#texts()) {
      const bytes = bytesOf(text, join(this.root, path), this.root);
      if (bytes !== null) changes.set(path, bytes);
    }
    return new OverlayFiles(new DirectoryFiles(this.root, ''), changes);
  }
}

/** What saving the document would write; `null` for a document that is as its file, whose own bytes then count. */
function bytesOf(text: string, path: string, root: string): Uint8Array | null {
  const saved = savedBytes(path, root);
  if (saved === null) return encode(text, 'utf-8', false);
  const { text: before, encoding, bom } = decode(saved);
  if (text === before) return null;
  try {
    return encode(text, encoding, bom);
  } catch {
    return encode(text, 'utf-8', false);
  }
}

/** `null` for a document that has not been saved yet, and for a link that leads out of the course. */
function savedBytes(path: string, root: string): Uint8Array | null {
  const [real, folder] = [realPathOf(path), realPathOf(root)];
  if (real === null || folder === null || !isInside(real, folder)) return null;
  try {
    return readFileSync(real);
  } catch {
    return null;
  }
}
