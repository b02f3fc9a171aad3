/** Reads a path or a text into courses, and collects what could not be read. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AbtestError } from '../diagnostics/abtest-error.js';
import { requireKnownOptions } from '../diagnostics/options.js';
import type { Course } from '../olx/course/course.js';
import { readCourse, readingCourse, readLoneFile, readLonePolicy } from '../olx/course/read-course.js';
import type { ArchiveLimits } from '../olx/files/archive-members.js';
import { MemoryFiles } from '../olx/files/course-files.js';
import { DirectoryFiles, JOURNAL } from '../olx/files/directory-files.js';
import { kindOfPath, readBytes, shownPath } from '../olx/files/disk.js';
import { kindOfFile } from '../olx/files/file-kind.js';
import { courseAbove, type FoundCourse, findCourses, isArchivePath, isRootFile } from './find-courses.js';
import { stepsInSlices } from './in-slices.js';
import { type LoadedCourse, loaded, type PartlyLoadedCourse } from './loaded-course.js';

export interface LoadOptions {
  readonly archiveLimits?: ArchiveLimits;
  /** Which files of an archive's folder `static/` to keep for `readStatic`, up to 64 MiB in total; default none. */
  readonly keepStatic?: (path: string) => boolean;
  /** Courses and archives of a directory to leave out. */
  readonly ignore?: (path: string) => boolean;
  /** Called before each course is read. */
  readonly onCourse?: (label: string) => void;
  /** Called for each archive of a directory that cannot be read; without it the first one makes the call fail. */
  readonly onFailure?: (error: unknown) => void;
  /** Called with one sentence when something other than the path is read, such as the course around a folder. */
  readonly onNotice?: (message: string) => void;
  /** Whether to finish an interrupted edit of the course before it is read, as `recoverCourse` does; reported through `onNotice`. */
  readonly recover?: boolean;
}

const OPTIONS = {
  archiveLimits: true,
  keepStatic: true,
  ignore: true,
  onCourse: true,
  onFailure: true,
  onNotice: true,
  recover: true,
} as const;

/** A text in place of a path; `file` is the name that messages use. */
export interface CourseText {
  readonly text: string | Uint8Array;
  readonly file?: string;
}

/**
 * Reads a course directory, a `.tar.gz`, a directory of courses, a single file, or a text of course XML.
 * @throws AbtestError `not-found`, `not-readable` or `archive-refused`; never for what an author wrote
 * @example
 * const { course, diagnostics } = await loadCourse('course/');
 * console.log(course.run, course.blocks.length, diagnostics.length); // → 2026_T1 3 0
 */
export function loadCourse(
  input: string | CourseText,
  options?: LoadOptions & { readonly onFailure?: undefined },
): Promise<LoadedCourse>;
export function loadCourse(input: string | CourseText, options: LoadOptions): Promise<PartlyLoadedCourse>;
export async function loadCourse(
  input: string | CourseText,
  options: LoadOptions = {},
): Promise<PartlyLoadedCourse> {
  requireKnownOptions('loadCourse', options, OPTIONS);
  return loaded(await loadCourses(input, options));
}

/** As `loadCourse`, in short slices between which other work has its turns, such as the answers of a server. */
export async function loadCourseInSlices(path: string, options: LoadOptions): Promise<PartlyLoadedCourse> {
  const courses = await loadCourses(path, { ...options, isSliced: true });
  return loaded(courses);
}

/** With the choice of how courses are read, which is none of a caller. */
interface ReadOptions extends LoadOptions {
  readonly isSliced?: boolean;
}

/**
 * Reads every course at the path: a course directory or a folder of one, a `.tar.gz` or `.zip`, a directory of courses and
 * archives, a policy.json, or a single file of course XML.
 * @tested the tests look at several courses at once
 * @throws AbtestError `not-found`, `not-readable`, `not-course`, `archive-refused`
 */
async function loadCourses(input: string | CourseText, options: ReadOptions = {}): Promise<Course[]> {
  if (input instanceof Uint8Array) return [readLoneFile(input, '<text>')];
  if (typeof input !== 'string') return [readLoneFile(input.text, input.file ?? '<text>')];
  if (/^\s*</.test(input)) return [readLoneFile(input, '<text>')];
  if (input === '')
    throw new AbtestError('not-found', 'The path is empty', { hint: 'Give a course, or "." for here.' });
  const path = resolve(input);
  const shown = shownPath(path);
  if (options.recover && !existsSync(path)) await recoverOne(path, options);
  const kind = kindOfPath(path);
  if (kind === 'directory') return loadDirectory(path, options);
  if (kind !== 'file') throw new AbtestError('not-readable', `"${shown}" is neither a file nor a directory`);
  if (isArchivePath(path)) return loadArchive({ path, shown }, options);
  if (isRootFile(basename(path)))
    return [await loadOne({ path: dirname(path), shown: shownPath(dirname(path)) }, options)];
  const bytes = readBytes(path, shown);
  switch (kindOfFile(bytes, shown)) {
    case 'archive':
      return loadArchive({ path, shown }, options);
    case 'policy':
      return [readLonePolicy(bytes, shown)];
    case 'xml':
      return [readLoneFile(bytes, shown)];
  }
}

async function loadDirectory(path: string, options: ReadOptions): Promise<Course[]> {
  const courses: Course[] = [];
  let failed = false;
  const shown = shownPath(path);
  const found = findCourses(path, shown);
  for (const each of found) {
    if (options.ignore?.(each.shown)) continue;
    try {
      if (isArchivePath(each.path)) courses.push(...(await loadArchive(each, options)));
      else {
        if (existsSync(join(each.path, JOURNAL))) await recoverOne(each.path, options);
        courses.push(await loadOne(each, options));
      }
    } catch (error) {
      if (options.onFailure === undefined) throw error;
      options.onFailure(error);
      failed = true;
    }
    // Reading is synchronous for speed; between two courses other work gets a turn.
    await new Promise((turn) => setImmediate(turn));
  }
  if (courses.length > 0 || failed) return courses;
  const above = found.length === 0 ? courseAbove(path) : null;
  if (above === null) return [await loadOne({ path, shown }, options)];
  const course = { path: above, shown: shownPath(above) };
  options.onNotice?.(`"${shown}" is a folder of the course "${course.shown}", which is read as a whole`);
  return [await loadOne(course, options)];
}

/** Without `recover` an edit that is under way is only told of: reading changes nothing. */
async function recoverOne(path: string, { recover, onNotice }: LoadOptions): Promise<void> {
  const shown = shownPath(path);
  if (!recover) {
    onNotice?.(`An edit of "${shown}" is being written or was interrupted; what is read may be half of it`);
    return;
  }
  const { recoverCourse } = await import('../olx/write/write-in-place.js');
  const done = await recoverCourse(path);
  if (done !== null) onNotice?.(`"${shown}": ${done}`);
}

async function loadOne({ path, shown }: FoundCourse, options: ReadOptions): Promise<Course> {
  options.onCourse?.(shown);
  const files = new DirectoryFiles(path, shown);
  return options.isSliced
    ? stepsInSlices(readingCourse(files, shown, options.onFailure))
    : readCourse(files, shown, options.onFailure);
}

/** An archive of several courses gives each of them; Open edX imports only the first course of such an archive. */
async function loadArchive({ path, shown }: FoundCourse, options: LoadOptions): Promise<Course[]> {
  options.onCourse?.(shown);
  // Loaded only here: it loads zlib and the archive readers.
  const { readArchive } = await import('../olx/files/archive.js');
  const courses = await readArchive(path, options.archiveLimits, options.keepStatic);
  if (courses.length > 1)
    options.onNotice?.(`"${shown}" holds ${courses.length} courses; Open edX imports one of them only`);
  return courses.map(({ folder, members }) => {
    const inside = courses.length === 1 ? '' : folder;
    const label = inside === '' ? shown : `${shown}!/${inside.slice(0, -1)}`;
    return readCourse(new MemoryFiles(members, `${shown}!/${inside}`), label);
  });
}
