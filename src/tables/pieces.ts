/** Bytes of a text file as valid UTF-8 in whole lines. */
import { isUtf8 } from 'node:buffer';
import { AbtestError } from '../diagnostics/abtest-error.js';

const NEWLINE = 0x0a;
/** Lines of tables are far shorter; without a limit a file without line ends would fill the memory. */
const MOST_LINE_BYTES = 2 ** 20;

/** A part of a text that ends at a line end, or at the end of the text. */
export interface Piece {
  /** The number of its first line. */
  readonly line: number;
  readonly text: string;
}

interface PieceOptions {
  /** Bytes; default 1 MiB. */
  readonly mostLineBytes?: number;
  /** Whether bytes that are not UTF-8 become U+FFFD instead of an error. */
  readonly isLenient?: boolean;
}

/**
 * The text in whole lines and without a byte order mark.
 * @param name of the file, for messages
 * @throws AbtestError `not-readable` when it is not UTF-8 (with the line), or has a line above the limit
 */
export async function* piecesOf(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  { mostLineBytes = MOST_LINE_BYTES, isLenient = false }: PieceOptions = {},
): AsyncGenerator<Piece> {
  let line = 1;
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const bytes = joined(rest, chunk.subarray(0, end));
      yield { line, text: textOf(bytes, line, name, isLenient) };
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) line += 1;
      rest = [];
      restBytes = 0;
    }
    if (end < chunk.length) rest.push(chunk.subarray(end));
    restBytes += chunk.length - end;
    if (restBytes > mostLineBytes)
      throw new AbtestError('not-readable', `Line ${line} of ${name} has more than ${mostLineBytes} bytes`);
  }
  if (restBytes > 0) yield { line, text: textOf(joined(rest), line, name, isLenient) };
}

/** The pieces, with the first one, which was already read, put back. */
export async function* again(first: Piece, rest: AsyncIterable<Piece>): AsyncGenerator<Piece> {
  yield first;
  yield* rest;
}

function joined(rest: readonly Uint8Array[], last?: Uint8Array): Buffer {
  if (rest.length === 0 && last !== undefined)
    return Buffer.from(last.buffer, last.byteOffset, last.byteLength);
  return Buffer.concat(last === undefined ? rest : [...rest, last]);
}

function textOf(bytes: Buffer, line: number, name: string, isLenient: boolean): string {
  if (!isLenient && !isUtf8(bytes))
    throw new AbtestError('not-readable', `Line ${wrongLine(bytes, line)} of ${name} is not UTF-8`, {
      hint: 'Save the file as UTF-8.',
    });
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
