/** Finds courses and archives: downward from a directory, or upward from a folder of a course. */
import { existsSync } from 'node:fs';
import { basename, dirname, sep } from 'node:path';
import { readFolder } from '../olx/files/disk.js';

export interface FoundCourse {
  readonly path: string;
  /** The path as messages show it. */
  readonly shown: string;
}

const DEEPEST_SEARCH = 8;
/** How deep below its course a folder may be, as in `static/a/b/c`. */
const DEEPEST_FOLDER = 4;
const ROOT_FILES = ['course.xml', 'library.xml'];
/** Folders of a course: a directory that has one with XML in it is a course without its course.xml. */
const COURSE_FOLDERS = ['abtest', 'split_test', 'vertical', 'sequential', 'chapter', 'course'];
/** Folders whose course is searched for in the directories above them. */
const INNER_FOLDERS = new Set([
  ...COURSE_FOLDERS,
  'drafts',
  'html',
  'policies',
  'problem',
  'video',
  'static',
]);

export function isArchivePath(path: string): boolean {
  return /\.(tar\.gz|tgz|zip)$/i.test(path);
}

export function isRootFile(name: string): boolean {
  return ROOT_FILES.includes(name);
}

/** Directories that are courses, and archives, ordered by name; courses inside a course are not searched for. */
export function findCourses(path: string, shown: string, depth = 0): FoundCourse[] {
  const entries = readFolder(path, shown);
  const isCourse = entries.some((entry) => entry.isFile() && isRootFile(entry.name));
  if (isCourse || isHeadless(path, shown, entries)) return [{ path, shown }];
  if (depth >= DEEPEST_SEARCH) return [];
  return entries.flatMap((entry): FoundCourse[] => {
    const below = {
      path: `${path}${sep}${entry.name}`,
      shown: shown === '.' ? entry.name : `${shown}/${entry.name}`,
    };
    if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      return findCourses(below.path, below.shown, depth + 1);
    return entry.isFile() && isArchivePath(entry.name) ? [below] : [];
  });
}

/** The course that contains the directory, such as `html/` or `drafts/vertical/`; `null` where there is none. */
export function courseAbove(path: string): string | null {
  let folder = path;
  for (let depth = 0; depth < DEEPEST_FOLDER; depth += 1) {
    const above = dirname(folder);
    if (above === folder) return null;
    if (INNER_FOLDERS.has(basename(folder)) && hasRootFile(above)) return above;
    folder = above;
  }
  return null;
}

/** Whether a folder is the root of a course. */
export function hasRootFile(folder: string): boolean {
  return ROOT_FILES.some((name) => existsSync(`${folder}${sep}${name}`));
}

/** A course without its course.xml, recognised by its folders of blocks. */
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
