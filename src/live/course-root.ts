/** The watched folder or file: which paths in it are ignored, and whether it is still the same one. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const IGNORED = new Set(['.git', '.svn', '.hg', 'node_modules', '__MACOSX']);

/** The folder `static` of a course can be huge, and is not read; a link into it is resolved when it is requested. */
export function isIgnored(path: string): boolean {
  const name = basename(path);
  if (IGNORED.has(name)) return true;
  const above = dirname(path);
  return name === 'static' && (existsSync(join(above, 'course.xml')) || existsSync(join(above, 'course')));
}

/** Distinguishes a file or folder from another at the same path; `null` where there is none. */
export function identityOf(path: string): string | null {
  try {
    const { dev, ino, birthtimeMs } = statSync(path);
    return `${dev} ${ino} ${birthtimeMs}`;
  } catch {
    return null;
  }
}

/** A path that has just been removed is watched by its own name; the periodic check finds it when it reappears. */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
