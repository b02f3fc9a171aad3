/** Reads files and standard input as a stream of valid UTF-8. */
import { isUtf8 } from 'node:buffer';
import { createReadStream, existsSync } from 'node:fs';
import { STDIN } from '../args/options.js';
import { FailureError, messageOf } from '../process/cli-errors.js';

const NEWLINE = 0x0a;
/** Lines of rosters and exports are far shorter; without a limit a file without line ends would fill the memory. */
const MOST_LINE_BYTES = 2 ** 20;
const READ_AT_ONCE = 2 ** 16;

/** A part of a text that ends at a line end, or at the end of the text. */
export interface Piece {
  /** The number of its first line. */
  readonly line: number;
  readonly text: string;
}

/**
 * The text of a file, or of standard input, in whole lines and without a byte order mark.
 * @throws FailureError when it cannot be read, is not UTF-8 (with the line), or has a line above the limit
 */
export async function* piecesOf(path: string): AsyncGenerator<Piece> {
  let line = 1;
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of chunksOf(path)) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const bytes = Buffer.concat([...rest, chunk.subarray(0, end)]);
      yield { line, text: textOf(bytes, line) };
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) line += 1;
      rest = [];
      restBytes = 0;
    }
    if (end < chunk.length) rest.push(chunk.subarray(end));
    restBytes += chunk.length - end;
    if (restBytes > MOST_LINE_BYTES)
      throw new FailureError(`Line ${line} of ${nameOf(path)} has more than ${MOST_LINE_BYTES} bytes`);
  }
  if (restBytes > 0) yield { line, text: textOf(Buffer.concat(rest), line) };
}

/** The pieces, with the first one, which was already read, put back. */
export async function* again(first: Piece, rest: AsyncIterable<Piece>): AsyncGenerator<Piece> {
  yield first;
  yield* rest;
}

export function nameOf(path: string): string {
  return path === STDIN ? 'standard input' : `"${path}"`;
}

/** @throws FailureError when the file does not exist, before any other work */
export function refuseMissing(path: string): void {
  if (path === STDIN || existsSync(path)) return;
  throw new FailureError(`The file ${nameOf(path)} does not exist`, 'Give a file, or - for stdin.');
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const stream = path === STDIN ? process.stdin : createReadStream(path, { highWaterMark: READ_AT_ONCE });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw new FailureError(`${nameOf(path)} cannot be read: ${messageOf(error)}`);
  }
}

function textOf(bytes: Buffer, line: number): string {
  if (!isUtf8(bytes))
    throw new FailureError(`Line ${wrongLine(bytes, line)} is not UTF-8`, 'Save the file as UTF-8.');
  const text = bytes.toString('utf8');
  return line === 1 && text.startsWith('\ufeff') ? text.slice(1) : text;
}

function wrongLine(bytes: Buffer, first: number): number {
  let line = first;
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end + 1;
    line += 1;
  }
  return line;
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
