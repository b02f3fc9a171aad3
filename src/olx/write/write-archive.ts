/** A converted course written as a `.tar.gz`: the same input always gives the same bytes. */
import { createReadStream, createWriteStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Header, Pack } from 'tar-stream';
import { type FileChanges, type Member, VERSION_CONTROL } from './members.js';

/** The one top folder of an archive that Open edX imports. */
const TOP = 'course/';
const FILE_MODE = 0o644;

/**
 * @param root the course's folder in the source archive; `undefined` when the source is a directory, whose
 *   members get fixed times, modes and owners
 * @param source the directory that links are followed in
 */
export async function fillArchive(
  file: string,
  members: AsyncIterable<Member>,
  changes: FileChanges,
  root: string | undefined,
  source: string,
): Promise<void> {
  const { pack } = await import('tar-stream');
  const tar = pack();
  // The gzip header that Node writes holds no time and no name.
  const writing = pipeline(
    tar,
    createGzip({ level: 9 }),
    createWriteStream(file, { flags: 'wx', mode: FILE_MODE }),
  );
  const filling = fill(tar, members, changes, root, source);
  filling.catch((error: Error) => tar.destroy(error));
  await Promise.all([writing, filling]);
}

async function fill(
  tar: Pack,
  members: AsyncIterable<Member>,
  changes: FileChanges,
  root: string | undefined,
  source: string,
): Promise<void> {
  const waiting = new Map(changes);
  for await (const member of members) {
    const { path, kind } = member;
    const change = path === undefined ? undefined : changes.get(path);
    if (path !== undefined) waiting.delete(path);
    if (change === null || (root === undefined && isLeftOut(member))) continue;
    const header = root === undefined ? plainHeader(TOP + member.name, 0) : keptHeader(member);
    if (kind === 'folder') {
      if (root !== undefined) await put(tar, { ...header, type: 'directory', size: 0 });
    } else if (change !== undefined) await put(tar, { ...header, size: change.length }, change);
    else if (kind === 'file') await put(tar, { ...header, size: member.size }, member.open());
    else await putLinked(tar, header, join(source, member.name), source);
  }
  for (const [path, bytes] of [...waiting].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (bytes !== null) await put(tar, plainHeader((root ?? TOP) + path, bytes.length), bytes);
  tar.finalize();
}

/** A link to a file of the course is packed as that file; Open edX refuses archives with other links. */
async function putLinked(
  tar: Pack,
  header: Partial<Header> & { name: string },
  link: string,
  source: string,
): Promise<void> {
  const target = await realpath(link).catch(() => undefined);
  if (target === undefined || !target.startsWith((await realpath(source)) + sep)) return;
  const { size, isFile } = await stat(target).then((found) => ({ size: found.size, isFile: found.isFile() }));
  if (isFile) await put(tar, { ...header, size }, createReadStream(target));
}

function isLeftOut({ name }: Member): boolean {
  return name.split('/').some((part) => VERSION_CONTROL.has(part));
}

function plainHeader(name: string, size: number): Partial<Header> & { name: string } {
  return { name, size, mode: FILE_MODE, mtime: new Date(0), uid: 0, gid: 0, type: 'file' };
}

function keptHeader({ name, mode, mtime, size }: Member): Partial<Header> & { name: string } {
  return { name, size, mode, mtime, uid: 0, gid: 0, type: 'file' };
}

async function put(
  tar: Pack,
  header: Partial<Header> & { name: string },
  content: Uint8Array | Readable | undefined = undefined,
): Promise<void> {
  if (content === undefined || content instanceof Uint8Array) {
    await new Promise<void>((done, failed) => {
      tar.entry(header, Buffer.from(content ?? []), (error) => (error ? failed(error) : done()));
    });
    return;
  }
  const entry = tar.entry(header);
  await pipeline(content, entry as unknown as NodeJS.WritableStream);
}
