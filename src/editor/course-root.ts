/** Finds the course of a document: upward, no further than the first course.xml, and only in what the editor has opened. */
import { realpathSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { hasRootFile } from '../internal/content.js';

/**
 * The folder of the course that holds a file, or `null` where there is none. Folders are compared as they are without links: a link in
 * a folder of the workspace opens nothing outside of it.
 * @param folders the folders of the workspace: nothing is looked at but what is in one of them, and the course around one
 */
export function courseRootOf(path: string, folders: readonly string[]): string | null {
  const opened = folders.flatMap((each) => realPathOf(each) ?? []);
  let own: string | null = null;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const real = realPathOf(folder);
    // The folder of a document that is not saved yet need not exist.
    own ??= real;
    const isAround = real !== null && own !== null && isInside(own, real);
    const isOpened = isAround && opened.some((each) => isInside(real, each) || isInside(each, real));
    if (isOpened && hasRootFile(folder)) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/** Without links; `null` for what does not exist. */
export function realPathOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/** Whether a path is a folder or below it. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || /^([a-z]:|[\\/])/i.test(way));
}

/** The path inside a course, with `/`. */
export function pathInside(path: string, root: string): string {
  return relative(root, path).split(sep).join('/');
}
