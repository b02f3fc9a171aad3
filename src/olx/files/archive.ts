/** The courses of an archive: `.tar.gz` as Studio exports it, or `.zip`. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { ARCHIVE_LIMITS, ArchiveMembers, type MemberBytes } from './archive-members.js';

/** One course of an archive. */
interface ArchivedCourse {
  /** The folder of the archive that is the course, ending in `/`; empty for the top. */
  readonly folder: string;
  /** By path below `folder`. */
  readonly members: MemberBytes;
}

/** `null`: neither of the kinds that Open edX imports. */
type ArchiveKind = 'tar.gz' | 'zip' | null;

/** By the first bytes of a file (RFC 1952; APPNOTE 4.3.7): browsers and scripts lose the ending of a name. */
export function archiveKind(bytes: Uint8Array): ArchiveKind {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'tar.gz';
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5) ? 'zip' : null;
}

/**
 * Every course of an archive; the whole archive where no folder holds a course.xml or library.xml.
 * @param keepStatic which files of a folder `static/` are kept as well, within the limits
 * @throws AbtestError `archive-refused` for links that lead out, devices, members outside, excess and damage; `not-readable`
 */
export async function readArchive(
  path: string,
  limits = ARCHIVE_LIMITS,
  keepStatic: (path: string) => boolean = () => false,
): Promise<ArchivedCourse[]> {
  const members = new ArchiveMembers(basename(path), limits, keepStatic);
  const kind = await kindOf(path, members);
  // Loaded only here: most courses are directories.
  if (kind === 'zip') await (await import('./zip-archive.js')).readZip(path, members);
  else await (await import('./tar-archive.js')).readTarGz(path, members);
  if (members.all.size === 0) throw members.refused('it is empty');
  const courses = new Map<string, MemberBytes>(
    courseFolders([...members.all.keys()]).map((folder) => [folder, new Map()]),
  );
  for (const [path, bytes] of members.all) {
    const folder = folderOf(path, courses);
    if (folder !== null) courses.get(folder)!.set(path.slice(folder.length), bytes);
  }
  return [...courses].map(([folder, inside]) => ({ folder, members: inside }));
}

async function kindOf(path: string, members: ArchiveMembers): Promise<ArchiveKind> {
  try {
    const file = await open(path);
    try {
      const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
      return archiveKind(buffer);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw members.failed(cause);
  }
}

/** The folder that Open edX takes for the course: the first one that holds course.xml or library.xml. */
export function archiveRoot(paths: readonly string[]): string {
  return courseFolders(paths)[0]!;
}

/** The folders that are courses, none inside another one, the outermost first; each ends in `/` or is empty. */
export function courseFolders(paths: readonly string[]): string[] {
  const roots = paths
    .filter((path) => /(^|\/)(course|library)\.xml$/.test(path))
    .map((path) => path.slice(0, path.lastIndexOf('/') + 1))
    .sort((a, b) => a.split('/').length - b.split('/').length);
  const taken = new Set<string>();
  for (const root of roots) if (folderOf(root, taken) === null) taken.add(root);
  return taken.size === 0 ? [commonFolder(paths)] : [...taken];
}

/** Which of the folders a path is in; `null`: in none. */
function folderOf(path: string, folders: { has(folder: string): boolean }): string | null {
  if (folders.has('')) return '';
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1))
    if (folders.has(path.slice(0, slash + 1))) return path.slice(0, slash + 1);
  return null;
}

function commonFolder(paths: readonly string[]): string {
  const first = paths[0]?.split('/')[0] ?? '';
  return paths.every((path) => path.startsWith(`${first}/`)) ? `${first}/` : '';
}
