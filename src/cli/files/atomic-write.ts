/** Replaces a file in one step: readers see the old bytes or the new ones, never a mixture. */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FailureError } from '../process/cli-errors.js';

const PERMISSIONS = 0o7777;
const WRITABLE_BY_ANYBODY = 0o222;

/**
 * Writes the bytes to a temporary file in the same folder, keeps the mode, and renames it.
 * @param modeIfNew for a file that may not exist yet; the umask applies
 * @throws FailureError for symbolic links, read-only files, and folders that cannot be written to
 */
export function writeAtomically(path: string, bytes: Uint8Array, modeIfNew?: number): void {
  const mode = writableMode(path, modeIfNew !== undefined);
  const beside = join(dirname(path), `.${basename(path).slice(0, 100)}.${process.pid}.tmp`);
  try {
    const file = openSync(beside, 'wx', mode ?? modeIfNew);
    try {
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    // The umask applies to the mode given to `open`.
    if (mode !== null) chmodSync(beside, mode);
    renameSync(beside, path);
  } catch (cause) {
    remove(beside);
    throw notWritable(path, (cause as NodeJS.ErrnoException).code ?? String(cause));
  }
}

/** The mode to keep; `null` for a file that does not exist and need not. */
function writableMode(path: string, mayBeNew: boolean): number | null {
  let stat: Stats;
  try {
    stat = lstatSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (mayBeNew && code === 'ENOENT') return null;
    throw notWritable(path, code ?? String(cause));
  }
  if (stat.isSymbolicLink())
    throw new FailureError(
      `"${path}" is a symbolic link and is not replaced`,
      'Give the file that it points to.',
    );
  if ((stat.mode & WRITABLE_BY_ANYBODY) === 0) throw notWritable(path, 'it is read-only');
  return stat.mode & PERMISSIONS;
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never created, or has been renamed.
  }
}

function notWritable(path: string, why: string): FailureError {
  return new FailureError(
    `"${path}" cannot be written: ${why}`,
    'Check the permissions of it and its folder.',
  );
}
