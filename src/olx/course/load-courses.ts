/** The way in: a path or a text becomes courses that have been read. */
import { basename, dirname, resolve, sep } from 'node:path';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { ArchiveLimits } from '../files/archive.js';
import {
  DirectoryFiles,
  isGzip,
  kindOfPath,
  MemoryFiles,
  readBytes,
  readFolder,
  shownPath,
} from '../files/course-files.js';
import type { Course } from './course.js';
import { readCourse, readLoneFile } from './read-course.js';

export interface LoadOptions {
  readonly archiveLimits?: ArchiveLimits;
  /** Which files of an archive's folder `static/` are kept for `readStatic`, up to 64 MiB in all; default none. */
  readonly keepStatic?: (path: string) => boolean;
  /** Courses and archives of a directory that are left out. */
  readonly ignore?: (path: string) => boolean;
  /** Hears of each course before it is read. */
  readonly onCourse?: (label: string) => void;
  /** Hears of each archive of a directory that cannot be read, in place of the error that would end it all. */
  readonly onFailure?: (error: unknown) => void;
}

/** A text in place of a path; `file` is the name that messages use. */
export interface TextInput {
  readonly text: string | Uint8Array;
  readonly file?: string;
}

const DEEPEST_SEARCH = 8;
const COURSE_FOLDERS = ['abtest', 'split_test', 'vertical', 'sequential', 'chapter', 'course'];

/**
 * Reads every course that lies at the path: a course directory, a `.tar.gz`, a directory of courses and
 * archives, or a single file of course XML.
 * @throws AbtestError `not-found`, `not-readable`, `archive-refused`
 */
export async function loadCourses(input: string | TextInput, options: LoadOptions = {}): Promise<Course[]> {
  if (input instanceof Uint8Array) return [readLoneFile(input, '<text>')];
  if (typeof input !== 'string') return [readLoneFile(input.text, input.file ?? '<text>')];
  if (/^\s*</.test(input)) return [readLoneFile(input, '<text>')];
  if (input === '')
    throw new AbtestError('not-found', 'The path is empty', { hint: 'Give a course, or "." for here.' });
  const path = resolve(input);
  const kind = kindOfPath(path);
  if (kind === 'directory') return loadDirectory(path, options);
  if (kind !== 'file')
    throw new AbtestError('not-readable', `"${shownPath(path)}" is neither a file nor a directory`);
  if (isArchivePath(path)) return [await loadArchive({ path, shown: shownPath(path) }, options)];
  if (isRootFile(basename(path)))
    return [loadOne({ path: dirname(path), shown: shownPath(dirname(path)) }, options)];
  const bytes = readBytes(path, shownPath(path));
  if (isGzip(bytes)) return [await loadArchive({ path, shown: shownPath(path) }, options)];
  return [readLoneFile(bytes, shownPath(path))];
}

async function loadDirectory(path: string, options: LoadOptions): Promise<Course[]> {
  const courses: Course[] = [];
  let failed = false;
  const shown = shownPath(path);
  for (const found of findCourses(path, shown, 0)) {
    if (options.ignore?.(found.shown)) continue;
    try {
      courses.push(isArchivePath(found.path) ? await loadArchive(found, options) : loadOne(found, options));
    } catch (error) {
      if (options.onFailure === undefined) throw error;
      options.onFailure(error);
      failed = true;
    }
    // Reading is synchronous for speed; between two courses others get their turn.
    await new Promise((turn) => setImmediate(turn));
  }
  return courses.length > 0 || failed ? courses : [loadOne({ path, shown }, options)];
}

function loadOne({ path, shown }: Found, options: LoadOptions): Course {
  options.onCourse?.(shown);
  return readCourse(new DirectoryFiles(path, shown), shown, options.onFailure);
}

async function loadArchive({ path, shown }: Found, options: LoadOptions): Promise<Course> {
  options.onCourse?.(shown);
  // Loaded only here: it brings zlib and the reader of tar files along.
  const { readArchive } = await import('../files/archive.js');
  const members = await readArchive(path, options.archiveLimits, options.keepStatic);
  const files = new MemoryFiles(members, `${shown}!/`);
  return readCourse(files, shown);
}

/** Directories that are courses, and archives; a course is not searched for further courses. */
function findCourses(path: string, shown: string, depth: number): Found[] {
  const entries = readFolder(path, shown);
  const isCourse = entries.some((entry) => entry.isFile() && isRootFile(entry.name));
  if (isCourse || isHeadless(path, shown, entries)) return [{ path, shown }];
  if (depth >= DEEPEST_SEARCH) return [];
  return entries.flatMap((entry): Found[] => {
    const below = {
      path: `${path}${sep}${entry.name}`,
      shown: shown === '.' ? entry.name : `${shown}/${entry.name}`,
    };
    if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') {
      return findCourses(below.path, below.shown, depth + 1);
    }
    return entry.isFile() && isArchivePath(entry.name) ? [below] : [];
  });
}

interface Found {
  readonly path: string;
  readonly shown: string;
}

function isArchivePath(path: string): boolean {
  return /\.(tar\.gz|tgz)$/i.test(path);
}

function isRootFile(name: string): boolean {
  return name === 'course.xml' || name === 'library.xml';
}

/** A course without its course.xml: folders of blocks are there. */
function isHeadless(path: string, shown: string, entries: ReturnType<typeof readFolder>): boolean {
  const folders = entries.filter((entry) => entry.isDirectory() && COURSE_FOLDERS.includes(entry.name));
  return folders.some(({ name }) => {
    const inside = readFolder(`${path}${sep}${name}`, `${shown}/${name}`);
    return (
      inside.some((entry) => entry.isFile() && entry.name.endsWith('.xml')) &&
      !inside.some((entry) => isRootFile(entry.name))
    );
  });
}
