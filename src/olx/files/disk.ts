/** Paths on disk, and reading what is there: errors that name the path as messages show it. */
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { AbtestError } from '../../diagnostics/abtest-error.js';

/** A path as messages show it: relative to the working directory, with `/`; absolute where the relative one would climb. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path).split(sep).join('/');
  if (shown === '..' || shown.startsWith('../')) return path.split(sep).join('/');
  return shown === '' ? '.' : shown;
}

/** @throws AbtestError `not-found` or `not-readable` */
export function readBytes(path: string, shown: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw fileError(cause, shown);
  }
}

/** The entries of a folder in the order of their names. */
export function readFolder(path: string, shown: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    throw fileError(cause, shown);
  }
}

type PathKind = 'file' | 'directory' | 'other';

/** @throws AbtestError `not-found` or `not-readable` */
export function kindOfPath(path: string): PathKind {
  try {
    const stat = statSync(path);
    return stat.isDirectory() ? 'directory' : stat.isFile() ? 'file' : 'other';
  } catch (cause) {
    throw fileError(cause, shownPath(path));
  }
}

function fileError(cause: unknown, shown: string): AbtestError {
  const code = (cause as NodeJS.ErrnoException).code;
  const name = shown === '' ? '.' : shown;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AbtestError('not-found', `There is no file or directory "${name}"`, {
      hint: 'Check the path.',
      cause,
    });
  }
  const why = code === 'EACCES' || code === 'EPERM' ? 'no permission' : (code ?? String(cause));
  return new AbtestError('not-readable', `"${name}" cannot be read: ${why}`, {
    hint: 'Check its permissions.',
    cause,
  });
}
