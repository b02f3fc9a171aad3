/** Reads a `.zip` into memory. */
import yauzl from 'yauzl';
import type { ArchiveMembers } from './archive-members.js';

/** The type of a file in the upper half of the attributes, as Unix programs write it. */
const TYPE = 0o170000;
const DIRECTORY = 0o040000;
const REGULAR = 0o100000;

/** @throws AbtestError `archive-refused` for links, devices, encrypted members, members outside, excess and damage; `not-readable` */
export async function readZip(file: string, members: ArchiveMembers): Promise<void> {
  try {
    const zip = await yauzl.openPromise(file, { lazyEntries: true, strictFileNames: false });
    let unpacked = 0;
    for await (const entry of zip.eachEntry()) {
      const { fileName, uncompressedSize: size } = entry;
      const path = members.path(fileName);
      const type = (entry.externalFileAttributes >>> 16) & TYPE;
      if (fileName.endsWith('/') || type === DIRECTORY) continue;
      if (type !== 0 && type !== REGULAR)
        throw members.refused(`its member "${fileName}" is not a regular file`);
      if (entry.isEncrypted()) throw members.refused(`its member "${fileName}" is encrypted`);
      // Declared sizes are checked against the bytes by the library while it unpacks.
      unpacked += size;
      members.checkUnpacked(unpacked, zip.fileSize);
      if (!members.wants(path, size)) continue;
      const chunks: Buffer[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
      members.all.set(path, Buffer.concat(chunks));
    }
  } catch (cause) {
    throw members.failed(cause);
  }
}
