/** The folder or file that is watched: what in it is left alone, and whether it is still the same one. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const IGNORED = new Set(['.git', '.svn', '.hg', 'node_modules', '__MACOSX']);

/** The folder `static` of a course can be huge, and nothing in it is read; a link into it is followed when it is asked for. */
export function isIgnored(path: string): boolean {
  const name = basename(path);
  if (IGNORED.has(name)) return true;
  const above = dirname(path);
  return name === 'static' && (existsSync(join(above, 'course.xml')) || existsSync(join(above, 'course')));
}

/** Tells a file or folder from another one that took its place; `null` where there is none. */
export function identityOf(path: string): string | null {
  try {
    const { dev, ino, birthtimeMs } = statSync(path);
    return `${dev} ${ino} ${birthtimeMs}`;
  } catch {
    return null;
  }
}

/** What went away in this moment is watched by its own name; the pulse sees it. */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
