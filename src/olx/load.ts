/** The way in: a path or a text becomes courses that have been read. */
import { resolve } from 'node:path';
import { AbtestError } from '../diagnostics/abtest-error.js';
import { type ArchiveLimits, isArchivePath, readArchive } from './archive.js';
import type { Course } from './course.js';
import {
  type CourseFiles,
  DirectoryFiles,
  kindOfPath,
  MemoryFiles,
  readBytes,
  readFolder,
  shownPath,
} from './files.js';
import { readCourse, readLoneFile } from './read-course.js';

export interface LoadOptions {
  readonly archiveLimits?: ArchiveLimits;
  /** Paths, relative to the course, that are left out. */
  readonly ignore?: (path: string) => boolean;
  /** Hears of each course before it is read. */
  readonly onCourse?: (label: string) => void;
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
  if (typeof input !== 'string') return [readLoneFile(input.text, input.file ?? '<text>')];
  if (/^\s*</.test(input)) return [readLoneFile(input, '<text>')];
  if (input === '')
    throw new AbtestError('not-found', 'The path is empty', { hint: 'Give a course, or "." for here.' });
  const path = resolve(input);
  const kind = kindOfPath(path);
  if (kind === 'directory') return loadDirectory(path, options);
  if (kind !== 'file')
    throw new AbtestError('not-readable', `"${shownPath(path)}" is neither a file nor a directory`);
  if (isArchivePath(path)) return [await loadArchive(path, options)];
  if (/(^|[/\\])(course|library)\.xml$/.test(path)) return [loadOne(resolve(path, '..'), options)];
  return [readLoneFile(readBytes(path, shownPath(path)), shownPath(path))];
}

async function loadDirectory(path: string, options: LoadOptions): Promise<Course[]> {
  const courses: Course[] = [];
  for (const found of findCourses(path, 0)) {
    if (options.ignore?.(shownPath(found))) continue;
    courses.push(isArchivePath(found) ? await loadArchive(found, options) : loadOne(found, options));
    // Reading is synchronous for speed; between two courses others get their turn.
    await new Promise((turn) => setImmediate(turn));
  }
  return courses.length > 0 ? courses : [loadOne(path, options)];
}

function loadOne(path: string, options: LoadOptions): Course {
  options.onCourse?.(shownPath(path));
  return readCourse(without(new DirectoryFiles(path, shownPath(path)), options), shownPath(path));
}

async function loadArchive(path: string, options: LoadOptions): Promise<Course> {
  options.onCourse?.(shownPath(path));
  const files = new MemoryFiles(await readArchive(path, options.archiveLimits), `${shownPath(path)}!/`);
  return readCourse(without(files, options), shownPath(path));
}

/** Directories that are courses, and archives; a course is not searched for further courses. */
function findCourses(path: string, depth: number): string[] {
  const entries = readFolder(path, shownPath(path));
  const isCourse = entries.some((entry) => entry.isFile() && /^(course|library)\.xml$/.test(entry.name));
  if (isCourse || isHeadless(path, entries)) return [path];
  if (depth >= DEEPEST_SEARCH) return [];
  return entries.flatMap((entry) => {
    const below = resolve(path, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      return findCourses(below, depth + 1);
    return entry.isFile() && isArchivePath(entry.name) ? [below] : [];
  });
}

/** A course without its course.xml: folders of blocks are there. */
function isHeadless(path: string, entries: ReturnType<typeof readFolder>): boolean {
  const folders = entries.filter((entry) => entry.isDirectory() && COURSE_FOLDERS.includes(entry.name));
  return folders.some(({ name }) => {
    const inside = readFolder(resolve(path, name), shownPath(resolve(path, name)));
    return (
      inside.some((entry) => entry.isFile() && entry.name.endsWith('.xml')) &&
      !inside.some((entry) => /^(course|library)\.xml$/.test(entry.name))
    );
  });
}

function without(files: CourseFiles, { ignore }: LoadOptions): CourseFiles {
  if (ignore === undefined) return files;
  const kept = new Set([...files.paths()].filter((path) => !ignore(files.display(path))));
  return {
    has: (path) => kept.has(path),
    paths: () => kept,
    read: (path) => files.read(path),
    display: (path) => files.display(path),
  };
}
