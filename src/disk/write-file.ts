/** Files written so that readers, and a machine that stops, find the old bytes or the new ones, never a mixture. */
import { createWriteStream, lstatSync, type Stats } from 'node:fs';
import { chmod, open, rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AbtestError } from '../diagnostics/abtest-error.js';
import { asideOf } from './put-in-place.js';

const PERMISSIONS = 0o7777;
const WRITABLE_BY_ANYBODY = 0o222;

interface ReplaceOptions {
  /** For a file that may not exist yet; the umask applies. Without it the file must exist. */
  readonly modeIfNew?: number;
}

/**
 * Writes to a hidden file in the same folder, keeps the mode, syncs, and renames.
 * @param content bytes, or a stream of them
 * @throws AbtestError `not-writable` for symbolic links, read-only files, and folders that cannot be written to; what a stream
 *   fails with is thrown as it is
 */
export async function replaceFile(
  path: string,
  content: Uint8Array | Readable,
  { modeIfNew }: ReplaceOptions = {},
): Promise<void> {
  const mode = writableMode(path, modeIfNew !== undefined);
  const aside = asideOf(path);
  try {
    const file = createWriteStream(aside, { flags: 'wx', mode: mode ?? modeIfNew, flush: true });
    await pipeline(content instanceof Uint8Array ? [content] : content, file);
    // The umask applies to the mode given to `open`.
    if (mode !== null) await chmod(aside, mode);
    await rename(aside, path);
  } catch (cause) {
    await rm(aside, { force: true }).catch(() => undefined);
    const { code, syscall } = cause as NodeJS.ErrnoException;
    throw syscall === undefined ? cause : notWritable(path, code ?? String(cause), cause);
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
    throw notWritable(path, code ?? String(cause), cause);
  }
  if (stat.isSymbolicLink())
    throw new AbtestError('not-writable', `"${path}" is a symbolic link and is not replaced`, {
      hint: 'Give the file that it points to.',
    });
  if ((stat.mode & WRITABLE_BY_ANYBODY) === 0) throw notWritable(path, 'it is read-only');
  return stat.mode & PERMISSIONS;
}

function notWritable(path: string, why: string, cause?: unknown): AbtestError {
  return new AbtestError('not-writable', `"${path}" cannot be written: ${why}`, {
    hint: 'Check the permissions of it and its folder.',
    cause,
  });
}

/** Writes a new file with exactly this mode. */
export async function writeSynced(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode | 0o200);
  try {
    await file.writeFile(bytes);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Syncs the list of a folder's entries; systems that cannot do this do it by themselves. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
