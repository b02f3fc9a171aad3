/** A course archive (`.tar.gz`) read into memory, within limits: it comes from somebody else. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { leavesItsFolder } from '../course/names.js';

export interface ArchiveLimits {
  /** Bytes of the unpacked stream. */
  readonly unpacked: number;
  /** Unpacked bytes per packed byte, looked at once more than `RATIO_FROM` bytes have come out. */
  readonly ratio: number;
  readonly members: number;
  /** Bytes of the members that are kept in memory (XML, JSON and HTML). */
  readonly kept: number;
  /** Bytes of the files of a folder `static/` that are kept for who wants them; those beyond are left out. Default 64 MiB. */
  readonly keptStatic?: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  unpacked: 2 ** 31,
  ratio: 200,
  members: 100_000,
  kept: 2 ** 28,
};

const RATIO_FROM = 10_000_000;
const KEPT = /\.(xml|json|html)$/i;
const MOST_STATIC = 2 ** 26;
const STATIC = /(^|\/)static\/./;

/**
 * The members of an archive by their path below its one top directory; `null` where the bytes are not kept.
 * @param keepStatic which files of a folder `static/` are kept as well, as far as there is room
 * @throws AbtestError `archive-refused` for links, devices, members outside, excess, and damage
 */
export async function readArchive(
  path: string,
  limits = ARCHIVE_LIMITS,
  keepStatic: (path: string) => boolean = () => false,
): Promise<Map<string, Uint8Array | null>> {
  const { extract } = await import('tar-stream');
  const name = basename(path);
  const members = new Map<string, Uint8Array | null>();
  const input = createReadStream(path);
  const gunzip = createGunzip();
  const tar = extract();
  let unpacked = 0;
  let kept = 0;
  let keptStatic = 0;
  gunzip.on('data', (chunk: Buffer) => {
    unpacked += chunk.length;
    if (unpacked > limits.unpacked)
      gunzip.destroy(refused(name, `it unpacks to more than ${limits.unpacked} bytes`));
    else if (unpacked > RATIO_FROM && unpacked > input.bytesRead * limits.ratio) {
      gunzip.destroy(refused(name, `it unpacks to more than ${limits.ratio} times its size`));
    }
  });
  const reading = pipeline(input, gunzip, tar);
  try {
    for await (const entry of tar) {
      const { type, name: member, size = 0 } = entry.header;
      const inside = memberPath(member);
      if (leavesItsFolder(inside)) throw refused(name, `its member "${member}" lies outside`);
      if (type !== 'file' && type !== 'directory' && type !== 'contiguous-file') {
        throw refused(name, `its member "${member}" is a ${type ?? 'thing of unknown kind'}`);
      }
      if (members.size >= limits.members) throw refused(name, `it has more than ${limits.members} members`);
      const isStatic = !KEPT.test(inside) && STATIC.test(inside) && keepStatic(inside);
      const hasRoom = keptStatic + size <= (limits.keptStatic ?? MOST_STATIC);
      if (type === 'directory' || !(KEPT.test(inside) || (isStatic && hasRoom))) {
        if (type !== 'directory') members.set(inside, null);
        entry.resume();
        continue;
      }
      if (isStatic) keptStatic += size;
      else kept += size;
      if (kept > limits.kept)
        throw refused(name, `its XML, JSON and HTML add up to more than ${limits.kept} bytes`);
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      members.set(inside, Buffer.concat(chunks));
    }
    await reading;
  } catch (cause) {
    input.destroy();
    await reading.catch(() => undefined);
    throw cause instanceof AbtestError ? cause : damaged(name, cause);
  }
  return belowRoot(members, name);
}

function belowRoot(members: Map<string, Uint8Array | null>, name: string): Map<string, Uint8Array | null> {
  if (members.size === 0) throw refused(name, 'it is empty');
  const root = archiveRoot([...members.keys()]);
  const below = new Map<string, Uint8Array | null>();
  for (const [path, bytes] of members) if (path.startsWith(root)) below.set(path.slice(root.length), bytes);
  return below;
}

/** The folder that is the course, ending in `/`: Open edX takes the first one that holds course.xml or library.xml. */
export function archiveRoot(paths: readonly string[]): string {
  const roots = paths
    .filter((path) => /(^|\/)(course|library)\.xml$/.test(path))
    .map((path) => path.slice(0, path.lastIndexOf('/') + 1))
    .sort((a, b) => a.split('/').length - b.split('/').length);
  return roots[0] ?? commonFolder(paths);
}

/** A member's path without `./` before it and `/` behind it. */
export function memberPath(name: string): string {
  return name.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
}

function commonFolder(paths: readonly string[]): string {
  const first = paths[0]?.split('/')[0] ?? '';
  return paths.every((path) => path.startsWith(`${first}/`)) ? `${first}/` : '';
}

function refused(name: string, why: string): AbtestError {
  return new AbtestError('archive-refused', `The archive ${name} is refused: ${why}`, {
    hint: 'Export the course again, or unpack it yourself and give the directory.',
  });
}

function damaged(name: string, cause: unknown): AbtestError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'ENOENT') {
    return new AbtestError('not-readable', `The archive ${name} cannot be read`, {
      hint: 'Check its permissions.',
      cause,
    });
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AbtestError('archive-refused', `The archive ${name} is damaged or no .tar.gz: ${why}`, {
    hint: 'Export or copy it again.',
    cause,
  });
}
