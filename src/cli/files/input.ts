/** Reads files and standard input as a stream of valid UTF-8. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { type Piece, piecesOf as piecesOfChunks } from '../../internal/content.js';
import { STDIN } from '../args/options.js';
import { FailureError, messageOf } from '../process/cli-errors.js';

const READ_AT_ONCE = 2 ** 16;

/**
 * The text of a file, or of standard input, in whole lines and without a byte order mark.
 * @throws FailureError when it cannot be read; AbtestError when it is not UTF-8 (with the line), or has a line above
 * the limit
 */
export function piecesOf(path: string): AsyncGenerator<Piece> {
  return piecesOfChunks(chunksOf(path), nameOf(path));
}

export function nameOf(path: string): string {
  return path === STDIN ? 'standard input' : `"${path}"`;
}

/** @throws FailureError when the file does not exist or is a folder, before any other work */
export function refuseMissing(path: string): void {
  if (path === STDIN) return;
  const hint = 'Give a file, or - for stdin.';
  if (!existsSync(path)) throw new FailureError(`The file ${nameOf(path)} does not exist`, hint);
  if (statSync(path).isDirectory()) throw new FailureError(`${nameOf(path)} is a folder, not a file`, hint);
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const stream = path === STDIN ? process.stdin : createReadStream(path, { highWaterMark: READ_AT_ONCE });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw new FailureError(`${nameOf(path)} cannot be read: ${messageOf(error)}`, 'Check its permissions.');
  }
}

/** More than any course has; without a limit an endless stream would fill the memory. */
const MOST_STDIN_BYTES = 2 ** 28;

/** Reads all of standard input. @throws FailureError when it cannot be read, or has more than 256 MiB */
export async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MOST_STDIN_BYTES)
        throw new FailureError(`Standard input has more than ${MOST_STDIN_BYTES} bytes`);
    }
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw new FailureError(`Standard input cannot be read: ${messageOf(error)}`);
  }
  return Buffer.concat(chunks);
}
