/** A course that is read again whenever its files change; while they cannot be read, the last successful reading is kept. */
import { basename, dirname, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FSWatcher, watch } from 'chokidar';
import { AbtestError, type Course, type Diagnostic } from '../index.js';
import { checkingCourse, loadCourseInSlices, stepsInSlices } from '../internal/content.js';
import { isPicture } from '../presentation/file-kinds.js';
import { placedFindings } from '../preview/findings/findings-places.js';
import { type PreviewCourse, previewCourse } from '../preview/page/preview-course.js';
import { identityOf, isIgnored, realPathOf } from './course-root.js';

export interface LiveState {
  readonly preview: PreviewCourse;
  /** Changes with every reading, and differs between two runs of the program. */
  readonly version: string;
  /** Why the page does not show what is on disk, or only part of it. */
  readonly problem: ReadingProblem | null;
}

export interface ReadingProblem {
  readonly messages: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the page shows an earlier reading, because the files cannot be read now. */
  readonly isOld: boolean;
}

/** An editor writes a file in several steps; a checkout writes many files. */
const QUIET_MS = 40;
/** Files that are written continuously, such as a log, must not delay the update indefinitely. */
const MOST_WAIT_MS = 200;
/** How often to check that the course is still at its path: a watcher of a deleted folder is not told when it reappears. */
const PULSE_MS = 200;

export class LiveCourse {
  readonly #path: string;
  /** The path, or the folder around a course.xml. */
  readonly #root: string;
  readonly #onFailure: (error: unknown) => void;
  readonly #listeners = new Set<(state: LiveState) => void>();
  readonly #started = Date.now().toString(36);
  readonly #pulse: NodeJS.Timeout;
  #watched: string | null;
  #watcher: FSWatcher;
  #isClosed = false;
  #state: LiveState;
  #readings = 0;
  #timer: NodeJS.Timeout | undefined;
  /** The time of the first pending change. */
  #since = 0;
  #isReading = false;
  #isStale = false;

  /**
   * @param course as it was just read from `path`
   * @param onFailure called for unexpected errors; the last successful reading is kept then too
   */
  constructor(path: string, course: Course, onFailure: (error: unknown) => void) {
    this.#path = resolve(path);
    this.#root = /^(course|library)\.xml$/.test(basename(this.#path)) ? dirname(this.#path) : this.#path;
    this.#onFailure = onFailure;
    this.#state = { preview: previewCourse(course), version: this.#version(), problem: null };
    this.#watched = identityOf(this.#root);
    this.#watcher = this.#watch();
    this.#pulse = setInterval(() => {
      if (identityOf(this.#root) !== this.#watched) this.#changed();
    }, PULSE_MS);
    this.#pulse.unref();
  }

  #watch(): FSWatcher {
    // Links inside a course do not lead out of it, so only the path to the course may be a link.
    const watcher = watch(realPathOf(this.#root), {
      ignoreInitial: true,
      ignored: isIgnored,
      followSymlinks: false,
    });
    watcher.on('all', () => this.#changed());
    // Of two saves within some 50 ms the second has no event of its own, only the system's.
    watcher.on('raw', () => this.#changed());
    watcher.on('error', (error) =>
      this.#fail([`Changes may not be noticed: ${messageOf(error)}`], [], false),
    );
    return watcher;
  }

  /** Settles once changes are noticed. */
  ready(): Promise<void> {
    return new Promise((seen) => {
      this.#watcher.once('ready', seen);
      // A watcher that fails is reported on the page, and does not prevent showing it.
      this.#watcher.once('error', () => seen());
    });
  }

  /** Once the folder is removed or replaced, the old watcher receives no more events. */
  async #watchAgain(): Promise<void> {
    const identity = identityOf(this.#root);
    if (identity === this.#watched) return;
    this.#watched = identity;
    await this.#watcher.close();
    if (identity === null || this.#isClosed) return;
    this.#watcher = this.#watch();
    await this.ready();
  }

  /** The watched path: the folder of the course, an archive, or a file. */
  get root(): string {
    return this.#root;
  }

  get state(): LiveState {
    return this.#state;
  }

  /** @returns a function that removes the listener */
  onChange(listener: (state: LiveState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Makes a new version without reading: something else that pages show has changed. */
  renew(): void {
    const { preview, problem } = this.#state;
    // What was found out about the files, such as missing pictures, is found out again.
    this.#set({ preview: { ...preview }, version: this.#version(), problem });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#pulse);
    this.#listeners.clear();
    await this.#watcher.close();
  }

  #changed(): void {
    const now = performance.now();
    if (this.#timer === undefined) this.#since = now;
    else if (now - this.#since > MOST_WAIT_MS) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#read();
    }, QUIET_MS);
  }

  /** Never two readings at once: a change during one starts another. */
  async #read(): Promise<void> {
    this.#isStale = true;
    if (this.#isReading) return;
    this.#isReading = true;
    while (this.#isStale && !this.#isClosed) {
      this.#isStale = false;
      await this.#watchAgain();
      await this.#readOnce();
    }
    this.#isReading = false;
  }

  async #readOnce(): Promise<void> {
    const failures: string[] = [];
    try {
      const onFailure = (error: unknown): number => failures.push(messageOf(error));
      const read = await loadCourseInSlices(this.#path, { onFailure, keepStatic: isPicture });
      const { course, courses } = read;
      if (courses.length > 1) failures.push(`There are now ${courses.length} courses here`);
      if (courses.length !== 1 || course === undefined) this.#fail(failures, [], true);
      else if (course.root === null && this.#state.preview.course.root !== null) {
        this.#fail([...failures, 'The course can no longer be read'], read.diagnostics, true);
      } else {
        const problem = failures.length === 0 ? null : { messages: failures, diagnostics: [], isOld: false };
        const diagnostics = await stepsInSlices(checkingCourse(course));
        const preview = previewCourse(course, diagnostics);
        // Every page shows their number; requests that came meanwhile are answered before.
        await nextTurn();
        placedFindings(preview);
        await nextTurn();
        this.#set({ preview, version: this.#version(), problem });
      }
    } catch (error) {
      if (!(error instanceof AbtestError)) this.#onFailure(error);
      this.#fail([messageOf(error)], [], true);
    }
  }

  #fail(messages: readonly string[], diagnostics: readonly Diagnostic[], isOld: boolean): void {
    const { preview } = this.#state;
    this.#set({ preview, version: this.#version(), problem: { messages, diagnostics, isOld } });
  }

  #set(state: LiveState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  #version(): string {
    this.#readings += 1;
    return `${this.#started}-${this.#readings}`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
