/** The bytes of a file of outcomes; compressed ones are unpacked. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { AbtestError } from '../../diagnostics/abtest-error.js';

const READ_AT_ONCE = 2 ** 16;
/** Stands for standard input; the path of a file with this name is `./-`. */
export const STDIN = '-';

/** Called with the number of bytes of the file that were read so far. */
export type OnBytes = (bytes: number) => void;

/**
 * The bytes of a file; gzip is recognised by its first bytes, whatever the file is called.
 * @throws AbtestError `not-readable` for a file that cannot be read, is damaged, or is a ZIP archive
 */
export async function* bytesOf(path: string, onBytes: OnBytes = () => {}): AsyncGenerator<Uint8Array> {
  const name = path === STDIN ? 'standard input' : basename(path);
  const file = path === STDIN ? process.stdin : createReadStream(path, { highWaterMark: READ_AT_ONCE });
  let bytes = 0;
  const counted = (async function* () {
    for await (const chunk of file as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      onBytes(bytes);
      yield chunk;
    }
  })();
  try {
    const { value: first } = await counted.next();
    if (first === undefined) return;
    if (first[0] === 0x50 && first[1] === 0x4b)
      throw new AbtestError('not-readable', `${name} is a ZIP archive`, {
        hint: 'Give the unpacked file: CSV, JSON lines, or gzip of them.',
      });
    if (first[0] === 0x1f && first[1] === 0x8b) yield* unpacked(first, counted);
    else {
      yield first;
      yield* counted;
    }
  } catch (cause) {
    if (cause instanceof AbtestError) throw cause;
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code === 'EISDIR')
      throw new AbtestError('not-readable', `${name} is a directory`, { hint: 'Give a file.', cause });
    const what = code.startsWith('Z_') ? 'is a damaged or incomplete gzip file' : `cannot be read (${code})`;
    throw new AbtestError('not-readable', `${name} ${what}`, { cause });
  } finally {
    file.destroy();
  }
}

async function* unpacked(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const { Readable } = await import('node:stream');
  const { pipeline } = await import('node:stream/promises');
  const gunzip = createGunzip({ chunkSize: READ_AT_ONCE });
  const all = Readable.from(
    (async function* () {
      yield first;
      yield* rest;
    })(),
  );
  pipeline(all, gunzip).catch((error: Error) => gunzip.destroy(error));
  yield* gunzip as AsyncIterable<Buffer>;
}
