/** A conversion put on disk: written aside in full, then renamed into its place. */

import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { requireKnownOptions } from '../../diagnostics/options.js';
import { asideOf, putInPlace, putNew, recoverReplacement } from '../../disk/put-in-place.js';
import { archiveKind } from '../files/archive.js';
import { type FileChanges, membersOfArchive, membersOfDirectory, rootOfArchive } from './members.js';
import { fillArchive } from './write-archive.js';
import { fillDirectory } from './write-directory.js';

/** A course with its changes, as a conversion or an edit gives it. */
export interface ChangedCourse {
  readonly files: FileChanges;
  /** Refused changes cannot be written. */
  readonly refused?: boolean;
}

export interface WriteOptions {
  /** Replace a target that is there; a directory only if it is a course or empty. */
  readonly force?: boolean;
  /** Called with a sentence when a run that was interrupted had left the target under a hidden name, and it is back. */
  readonly onNotice?: (message: string) => void;
}

/**
 * Writes the converted course to a directory, or to a `.tar.gz` when the target is called so. What the conversion
 * did not touch is copied byte for byte. Until the last step nothing is at the target; nothing else is written.
 * With `force` the source itself can be the target.
 * @param source the course directory or archive that the conversion was made from
 * @throws AbtestError `bad-argument` (refused conversion, target inside the source), `not-writable`, `not-found`
 * @example
 * const edit = renameBlock(course, 'html/welcome_plain', 'plain');
 * await writeCourse('course/', edit, 'new/');
 * console.log((await loadCourse('new/')).course.run); // → 2026_T1
 */
export async function writeCourse(
  source: string,
  conversion: ChangedCourse,
  target: string,
  options: WriteOptions = {},
): Promise<void> {
  requireKnownOptions('writeCourse', options, { force: true, onNotice: true });
  const { force = false, onNotice } = options;
  if (conversion.refused) throw new AbtestError('bad-argument', 'A refused conversion cannot be written');
  if (/\.(zip|tar|gz|tar\.(bz2|xz|zst))$/i.test(target) && !isArchive(target))
    throw new AbtestError('bad-argument', `"${target}" is no kind of archive that Open edX takes`, {
      hint: 'Give a name that ends in .tar.gz, or a directory.',
    });
  if (await isLink(target))
    throw new AbtestError(
      'not-writable',
      `"${target}" is a symbolic link, and nothing is written through links`,
      {
        hint: 'Give the path that it leads to.',
      },
    );
  const told = await recoverReplacement(resolve(target));
  if (told !== null) onNotice?.(told);
  const from = await realSource(source);
  const to = existsSync(target) ? await realpath(target) : resolve(target);
  if (to !== from && (to.startsWith(from + sep) || from.startsWith(to + sep)))
    throw new AbtestError('bad-argument', `The target "${target}" and the source lie inside one another`);
  if (await isThere(to)) await refuseTaken(to, force);
  const aside = asideOf(to);
  try {
    await mkdir(dirname(to), { recursive: true });
    await fillAside(from, conversion, aside, isArchive(to));
    await put(aside, to, force);
  } catch (cause) {
    await rm(aside, { recursive: true, force: true });
    throw cause instanceof AbtestError ? cause : notWritable(target, cause);
  }
}

async function realSource(source: string): Promise<string> {
  try {
    const path = await realpath(source);
    if (/\.zip$/i.test(path))
      throw new AbtestError(
        'bad-argument',
        `"${source}" is a .zip, which can be read but not be converted as a whole`,
        {
          hint: 'Unpack it and give the directory.',
        },
      );
    return (await stat(path)).isFile() && !(await isArchiveFile(path)) ? dirname(path) : path;
  } catch (cause) {
    if (cause instanceof AbtestError) throw cause;
    throw new AbtestError('not-found', `There is no course at "${source}"`, { cause });
  }
}

async function fillAside(
  from: string,
  { files }: ChangedCourse,
  aside: string,
  asArchive: boolean,
): Promise<void> {
  const root = (await isArchiveFile(from)) ? await rootOfArchive(from) : undefined;
  const members = root === undefined ? membersOfDirectory(from) : membersOfArchive(from, root);
  if (asArchive) return fillArchive(aside, members, files, root, from);
  await mkdir(aside);
  await fillDirectory(aside, members, files);
  // A course that others may not enter stays so.
  if (root === undefined) await chmod(aside, (await stat(from)).mode & 0o7777);
}

async function put(aside: string, to: string, force: boolean): Promise<void> {
  if (!(await isThere(to))) return isArchive(to) ? putNew(aside, to, taken) : rename(aside, to);
  // It may have been created while the course was written.
  await refuseTaken(to, force);
  await putInPlace(aside, to);
}

async function refuseTaken(to: string, force: boolean): Promise<void> {
  if (!force) throw taken(to);
  const isFolder = (await lstat(to)).isDirectory();
  if (isFolder === isArchive(to))
    throw new AbtestError(
      'not-writable',
      `"${to}" is ${isFolder ? 'a directory' : 'a file'}, and is not replaced`,
    );
  if (!isFolder) return;
  const names = await readdir(to);
  if (names.length > 0 && !names.includes('course.xml'))
    throw new AbtestError('not-writable', `"${to}" holds something else than a course, and is not replaced`, {
      hint: 'Give another target.',
    });
}

function taken(to: string): AbtestError {
  return new AbtestError('not-writable', `"${to}" is there already`, {
    hint: 'Give another target, or --force.',
  });
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** By its bytes, as it was read. */
async function isArchiveFile(path: string): Promise<boolean> {
  if (!(await stat(path)).isFile()) return false;
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return archiveKind(buffer) === 'tar.gz';
  } finally {
    await file.close();
  }
}

function isArchive(path: string): boolean {
  return /\.(tar\.gz|tgz)$/i.test(path);
}

function notWritable(target: string, cause: unknown): AbtestError {
  const { code = String(cause) } = cause as NodeJS.ErrnoException;
  return new AbtestError('not-writable', `"${target}" cannot be written: ${code}`, {
    hint: 'Check its folder, the space and the permissions.',
    cause,
  });
}
