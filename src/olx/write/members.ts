/** Everything that a course on disk or in an archive consists of, members that are no course XML included. */
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import type { Header } from 'tar-stream';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { leavesItsFolder } from '../course/names.js';
import { archiveRoot } from '../files/archive.js';
import { memberPath } from '../files/archive-members.js';
import { isJournal } from '../files/directory-files.js';

/** The new bytes of a path inside the course; `null` for a file that is removed. */
export type FileChanges = ReadonlyMap<string, Uint8Array | null>;

export interface Member {
  /** Inside the course, with `/`. For what lies beside the course in an archive: `undefined`. */
  readonly path: string | undefined;
  /** The full name in the archive. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly mode: number;
  readonly mtime: Date;
  readonly size: number;
  /** Where a link leads: as written when that is inside the course, else absolute. */
  readonly target?: string;
  /** The bytes; must be read, or given up, before the next member is asked for. */
  readonly open: () => Readable;
}

export const VERSION_CONTROL = new Set(['.git', '.svn', '.hg']);

/** The members of a directory in the order of their names; sockets and the like are left out. */
export async function* membersOfDirectory(root: string): AsyncGenerator<Member> {
  const top = await realpath(root);
  yield* inFolder(top, '');
}

async function* inFolder(root: string, folder: string): AsyncGenerator<Member> {
  const names = (await readdir(join(root, folder))).sort();
  for (const own of names) {
    if (folder === '' && isJournal(own)) continue;
    const path = folder === '' ? own : `${folder}/${own}`;
    const full = join(root, path);
    const stat = await lstat(full);
    const common = {
      path,
      name: path,
      mode: stat.mode & 0o777,
      mtime: stat.mtime,
      size: stat.size,
      open: () => createReadStream(full),
    };
    if (stat.isDirectory()) {
      yield { ...common, kind: 'folder' };
      yield* inFolder(root, path);
    } else if (stat.isFile()) yield { ...common, kind: 'file' };
    else if (stat.isSymbolicLink()) yield { ...common, kind: 'link', target: await targetOf(root, full) };
  }
}

async function targetOf(root: string, link: string): Promise<string> {
  const written = await readlink(link);
  const full = resolve(dirname(link), written);
  return full === root || full.startsWith(root + sep) ? written : full;
}

/**
 * The members of a `.tar.gz` in its own order. A hard link is the file that it leads to, as in Open edX's import.
 * @throws AbtestError `archive-refused` for members that lie outside, symbolic links and devices
 */
export async function* membersOfArchive(file: string, root: string): AsyncGenerator<Member> {
  const targets = new Set<string>();
  for await (const { header } of entriesOf(file))
    if (header.type === 'link') targets.add(memberPath(header.linkname ?? ''));
  const linked = new Map<string, Buffer>();
  for await (const entry of entriesOf(file)) {
    const { name, type, linkname, mode = 0o644, mtime = new Date(0) } = entry.header;
    const inside = memberPath(name);
    const link = type === 'link' ? linked.get(memberPath(linkname ?? '')) : undefined;
    const isKnown = link !== undefined || ['file', 'directory', 'contiguous-file'].includes(type ?? '');
    if (leavesItsFolder(inside) || !isKnown)
      throw new AbtestError('archive-refused', `The member "${name}" of the archive is refused`);
    const bytes = targets.has(inside) && link === undefined ? await buffer(entry) : link;
    if (bytes !== undefined) linked.set(inside, bytes);
    const isInside = `${inside}/`.startsWith(root) && inside.length >= root.length;
    yield {
      path: isInside ? inside.slice(root.length) : undefined,
      name,
      kind: type === 'directory' ? 'folder' : 'file',
      mode: mode & 0o777,
      mtime,
      size: bytes?.length ?? entry.header.size ?? 0,
      open: () => (bytes === undefined ? entry : Readable.from([bytes])),
    };
  }
}

type Entry = Readable & { readonly header: Header };

/** An entry that was not read is passed over when the next one is asked for. */
async function* entriesOf(file: string): AsyncGenerator<Entry> {
  const { extract } = await import('tar-stream');
  const tar = extract();
  const input = createReadStream(file);
  const gunzip = createGunzip();
  for (const stream of [input, gunzip]) stream.on('error', (error: Error) => tar.destroy(error));
  input.pipe(gunzip).pipe(tar);
  try {
    for await (const entry of tar) {
      yield entry as unknown as Entry;
      entry.resume();
    }
  } finally {
    input.destroy();
  }
}

/** The folder of an archive that is the course. */
export async function rootOfArchive(file: string): Promise<string> {
  const names: string[] = [];
  for await (const { name, kind } of membersOfArchive(file, ''))
    if (kind === 'file') names.push(memberPath(name));
  return archiveRoot(names);
}
