/** A converted course written as a directory that is not there yet. */
import { createWriteStream, existsSync } from 'node:fs';
import { chmod, lstat, mkdir, symlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { writeSynced } from '../../disk/write-file.js';
import type { FileChanges, Member } from './members.js';

const OWNER = 0o700;

/**
 * Copies what stays byte for byte, with modes and times; what changed is written at the end.
 * @param folder an empty directory
 */
export async function fillDirectory(
  folder: string,
  members: AsyncIterable<Member>,
  changes: FileChanges,
): Promise<void> {
  const waiting = new Map(changes);
  const folders = new Map<string, number>();
  const filled = new Set<string>();
  for await (const member of members) {
    const { path, kind, mode, mtime } = member;
    if (path === undefined || path === '') continue;
    filled.add(dirname(path));
    const target = join(folder, path);
    const change = changes.get(path);
    if (kind === 'folder') {
      folders.set(path, mode | OWNER);
      continue;
    }
    if (change === null) continue;
    await mkdir(dirname(target), { recursive: true });
    if (change !== undefined) {
      waiting.delete(path);
      await writeSynced(target, change, mode);
    } else if (kind === 'link') await symlink(member.target!, target);
    else {
      await pipeline(member.open(), createWriteStream(target, { flags: 'wx', mode: mode | 0o200 }));
      await chmod(target, mode);
      await utimes(target, mtime, mtime);
    }
  }
  // A folder that was empty stays; one that the conversion has emptied goes.
  for (const path of folders.keys())
    if (!filled.has(path)) await mkdir(join(folder, path), { recursive: true });
  for (const [path, bytes] of waiting) {
    if (bytes === null) continue;
    await makeFolders(folder, dirname(path));
    await writeSynced(join(folder, path), bytes, 0o644);
  }
  for (const [path, mode] of folders)
    if (existsSync(join(folder, path))) await chmod(join(folder, path), mode);
}

/** Folders one by one: a link among them would lead the writing elsewhere. */
async function makeFolders(folder: string, path: string): Promise<void> {
  let here = folder;
  for (const name of path.split('/')) {
    here = join(here, name);
    await mkdir(here, { recursive: true });
    if ((await lstat(here)).isSymbolicLink())
      throw new AbtestError(
        'not-writable',
        `"${path}" is a symbolic link, and nothing is written through links`,
        {
          hint: 'Put a real folder in its place.',
        },
      );
  }
}
