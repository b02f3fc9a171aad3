/** Reads a `.tar.gz` into memory. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { type ArchiveMembers, memberPath } from './archive-members.js';

/** @throws AbtestError `archive-refused` for symbolic links, devices, members outside, excess and damage; `not-readable` */
export async function readTarGz(file: string, members: ArchiveMembers): Promise<void> {
  const input = createReadStream(file);
  const gunzip = createGunzip();
  const tar = extract();
  let unpacked = 0;
  gunzip.on('data', (chunk: Buffer) => {
    unpacked += chunk.length;
    try {
      members.checkUnpacked(unpacked, input.bytesRead);
    } catch (error) {
      gunzip.destroy(error as Error);
    }
  });
  const reading = pipeline(input, gunzip, tar);
  try {
    for await (const entry of tar) {
      const { type, name, linkname, size = 0 } = entry.header;
      const path = members.path(name);
      if (type === 'link') linkTo(path, linkname, members);
      else if (type !== 'file' && type !== 'directory' && type !== 'contiguous-file')
        throw members.refused(
          `its member "${name}" is ${type === null ? 'of an unknown type' : `a ${type}`}`,
        );
      else if (type !== 'directory' && members.wants(path, size)) {
        const chunks: Buffer[] = [];
        for await (const chunk of entry) chunks.push(chunk as Buffer);
        members.all.set(path, Buffer.concat(chunks));
        continue;
      }
      entry.resume();
    }
    await reading;
  } catch (cause) {
    input.destroy();
    await reading.catch(() => undefined);
    throw members.failed(cause);
  }
}

/** A hard link has the bytes of a member before it, as in Open edX's import. */
function linkTo(path: string, linkname: string | null | undefined, members: ArchiveMembers): void {
  const target = memberPath(linkname ?? '');
  const bytes = members.all.get(target);
  if (bytes === undefined)
    throw members.refused(`its member "${path}" is a hard link to "${linkname}", which is not before it`);
  if (bytes === null || members.wants(path, bytes.length)) members.all.set(path, bytes);
}
