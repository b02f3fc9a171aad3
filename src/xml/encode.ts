/** Encodes text to bytes in a document's own encoding. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import type { XmlDocument } from './node.js';

/**
 * The document's bytes, exactly as they were read: unchanged parts are written from the source.
 * @throws AbtestError `encoding-not-writable`
 */
export function writeLossless(document: XmlDocument): Uint8Array {
  return document.original ?? encode(document.source.text, document.encoding, document.bom);
}

/** @throws AbtestError `encoding-not-writable` for a character or an encoding that cannot be written */
export function encode(text: string, encoding: string, bom: boolean): Uint8Array {
  const whole = bom ? `\ufeff${text}` : text;
  switch (encoding) {
    case 'utf-8':
      return new TextEncoder().encode(whole);
    case 'utf-16le':
    case 'utf-16be':
      return doubleBytes(whole, encoding === 'utf-16le');
    default:
      return singleBytes(text, encoding);
  }
}

/** Returns whether this encoding has every character. Where it has not, edits write references. */
export function isUnicode(encoding: string): boolean {
  return encoding.startsWith('utf-');
}

export function isWritable(encoding: string): boolean {
  return isUnicode(encoding) || repertoire(encoding) !== undefined;
}

/** The characters of a single-byte encoding; `undefined` for multi-byte encodings. */
export function repertoire(encoding: string): ReadonlyMap<string, number> | undefined {
  const known = repertoires.get(encoding);
  if (known !== undefined) return known;
  const made = new Map<string, number>();
  for (let byte = 0; byte < 256; byte += 1) {
    const character = characterOfByte(byte, encoding);
    if (character === undefined) return undefined;
    if (character !== '\ufffd') made.set(character, byte);
  }
  repertoires.set(encoding, made);
  return made;
}

const repertoires = new Map<string, ReadonlyMap<string, number>>();

function characterOfByte(byte: number, encoding: string): string | undefined {
  if (encoding === 'iso-8859-1') return String.fromCharCode(byte);
  if (encoding === 'us-ascii') return byte < 128 ? String.fromCharCode(byte) : '\ufffd';
  try {
    // In a multi-byte encoding, two equal bytes are not two equal characters for every byte.
    const pair = new TextDecoder(encoding).decode(new Uint8Array([byte, byte]));
    return pair.length === 2 && pair[0] === pair[1] ? pair[0] : undefined;
  } catch {
    return undefined;
  }
}

function doubleBytes(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), littleEndian);
  return new Uint8Array(view.buffer);
}

function singleBytes(text: string, encoding: string): Uint8Array {
  const bytes = repertoire(encoding);
  if (bytes === undefined) {
    throw new AbtestError(
      'encoding-not-writable',
      `A file in the encoding "${encoding}" can be read but not written`,
      {
        hint: 'Save the file as UTF-8 first.',
      },
    );
  }
  const out = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const byte = bytes.get(text.charAt(at));
    if (byte === undefined) {
      const character = String.fromCodePoint(text.codePointAt(at)!);
      throw new AbtestError(
        'encoding-not-writable',
        `The character "${character}" does not exist in ${encoding}`,
        {
          hint: 'Save the file as UTF-8 first.',
        },
      );
    }
    out[at] = byte;
  }
  return out;
}
