/** Finds the course of a document: upward, no further than the first course.xml, and only in what the editor has opened. */
import { dirname, relative, sep } from 'node:path';
import { hasRootFile } from '../internal/content.js';

/**
 * The folder of the course that holds a file, or `null` where there is none.
 * @param folders the folders of the workspace: nothing is looked at but what is in one of them, and the course around one
 */
export function courseRootOf(path: string, folders: readonly string[]): string | null {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const isOpened = folders.some((each) => isInside(folder, each) || isInside(each, folder));
    if (isOpened && hasRootFile(folder)) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/** Whether a path is a folder or below it. */
function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || /^([a-z]:|[\\/])/i.test(way));
}

/** The path inside a course, with `/`. */
export function pathInside(path: string, root: string): string {
  return relative(root, path).split(sep).join('/');
}
