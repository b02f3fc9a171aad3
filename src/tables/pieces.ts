/** The text of a file in whole lines: of UTF-8, or of UTF-16 with a byte order mark, as spreadsheets also write it. */
import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
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
 * @throws AbtestError `not-readable` when it is not UTF-8 (with the line), or has a line above the limit; when it is UTF-16
 *   without a byte order mark, or damaged
 */
export async function* piecesOf(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  { mostLineBytes = MOST_LINE_BYTES, isLenient = false }: PieceOptions = {},
): AsyncGenerator<Piece> {
  let line = 1;
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  for await (const chunk of asUtf8(bytes, name)) {
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

/** By their byte order marks. */
const UTF_16 = new Map([
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
]);

/** UTF-16 becomes UTF-8; other bytes stay as they are. */
async function* asUtf8(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const rest = chunks[Symbol.asyncIterator]();
  try {
    let start: Uint8Array = Buffer.alloc(0);
    while (start.length < 4) {
      const { value, done } = await rest.next();
      if (done) break;
      start = start.length === 0 ? value : Buffer.concat([start, value]);
    }
    const encoding = UTF_16.get(Buffer.from(start.subarray(0, 2)).toString('hex'));
    if (encoding === undefined) refuseUtf16(start, name);
    const decoder = encoding === undefined ? null : new TextDecoder(encoding, { fatal: true });
    if (start.length > 0) yield decoder === null ? start : decoded(decoder, start, name);
    for (;;) {
      const { value, done } = await rest.next();
      if (done) break;
      yield decoder === null ? value : decoded(decoder, value, name);
    }
    if (decoder !== null) yield decoded(decoder, null, name);
  } finally {
    await rest.return?.();
  }
}

/** @param bytes `null` at the end */
function decoded(decoder: TextDecoder, bytes: Uint8Array | null, name: string): Buffer {
  try {
    return Buffer.from(bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true }));
  } catch (cause) {
    throw new AbtestError('not-readable', `${name} is not valid UTF-16`, {
      hint: 'Save the file as UTF-8.',
      cause,
    });
  }
}

/** Every second byte of western text is 0, which no text in UTF-8 has. */
function refuseUtf16([a, b, c, d]: Uint8Array, name: string): void {
  const isLittle = a !== 0 && b === 0 && (c === undefined || (c !== 0 && d === 0));
  const isBig = a === 0 && b !== 0 && b !== undefined && (c === undefined || (c === 0 && d !== 0));
  if (isLittle || isBig)
    throw new AbtestError('not-readable', `${name} is UTF-16 without a byte order mark`, {
      hint: 'Save the file as UTF-8.',
    });
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
