/** Bytes to text, strictly: byte order marks and declared encodings are honoured, anything invalid is a problem. */

export interface Decoded {
  /** The text without its byte order mark; where a problem is reported, the part that could be decoded. */
  readonly text: string;
  /** A lower-case label: `utf-8`, `utf-16le`, `utf-16be`, `iso-8859-1`, … */
  readonly encoding: string;
  readonly bom: boolean;
  /** Why the bytes are not valid in their encoding. */
  readonly fault?: EncodingFault | undefined;
}

/** Places are offsets into the text. */
export interface EncodingFault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint: string;
}

const DECLARED = /^<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']/;

export function decode(bytes: Uint8Array): Decoded {
  const [mark, length] = byteOrderMark(bytes);
  const body = length === 0 ? bytes : bytes.subarray(length);
  if (mark === 'utf-32') {
    return {
      text: '',
      encoding: mark,
      bom: true,
      fault: { start: 0, end: 0, message: 'The file is UTF-32', hint: SAVE_AS_UTF8 },
    };
  }
  const family = mark ?? guessWithoutMark(body);
  const declared = declaredEncoding(
    family === 'utf-8' ? latin1(body.subarray(0, 300)) : utf16(body.subarray(0, 600), family).text,
  );
  const fault = disagreement(family, mark !== undefined, declared);
  if (fault !== undefined) {
    const text = family === 'utf-8' ? lenient(body) : utf16(body, family).text;
    return { text, encoding: family, bom: length > 0, fault: locate(fault, text) };
  }
  if (family !== 'utf-8') return { ...utf16(body, family), encoding: family, bom: length > 0 };
  const encoding = declared === undefined || mark !== undefined ? 'utf-8' : canonicalName(declared);
  return { ...decodeBytes(body, encoding), encoding, bom: length > 0 };
}

/** The encoding named in the XML declaration of a text, in lower case. */
export function declaredEncoding(text: string): string | undefined {
  return DECLARED.exec(text)?.[1]?.toLowerCase();
}

/** Maps the names of an encoding to one label. */
function canonicalName(label: string): string {
  const lower = label.toLowerCase();
  if (/^(utf-?8|utf8)$/.test(lower)) return 'utf-8';
  if (/^(iso[-_]?8859-1|latin-?1|l1)$/.test(lower)) return 'iso-8859-1';
  if (/^(us-ascii|ascii|ansi_x3\.4-1968)$/.test(lower)) return 'us-ascii';
  return lower;
}

const SAVE_AS_UTF8 = 'Save the file as UTF-8.';

function decodeBytes(bytes: Uint8Array, encoding: string): Pick<Decoded, 'text' | 'fault'> {
  if (encoding === 'utf-8') return utf8(bytes);
  if (encoding === 'iso-8859-1') return { text: latin1(bytes) };
  if (encoding === 'us-ascii') return ascii(bytes);
  try {
    return { text: new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (thrown) {
    const text = lenient(bytes);
    const unknown = thrown instanceof RangeError;
    const message = unknown
      ? `The encoding "${encoding}" is not known`
      : `The file is not valid ${encoding}, the encoding that it declares`;
    return { text, fault: locate({ message, hint: SAVE_AS_UTF8 }, text) };
  }
}

function utf8(bytes: Uint8Array): Pick<Decoded, 'text' | 'fault'> {
  const text = strictUtf8(bytes);
  if (text !== undefined) return { text };
  const valid = validUtf8Prefix(bytes);
  const start = lenient(bytes.subarray(0, valid)).length;
  const byte = bytes[valid]!.toString(16).toUpperCase().padStart(2, '0');
  const message = `The byte 0x${byte} is not valid UTF-8`;
  const hint = 'Save the file as UTF-8.';
  return { text: lenient(bytes), fault: { start, end: start + 1, message, hint } };
}

/**
 * The text of UTF-8 bytes, a byte order mark included; `undefined` for bytes that are not UTF-8.
 * @param stream whether the last character may be incomplete
 */
export function strictUtf8(bytes: Uint8Array, stream = false): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream });
  } catch {
    return undefined;
  }
}

/** The number of leading bytes that are complete, valid UTF-8 characters. */
function validUtf8Prefix(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (strictUtf8(bytes.subarray(0, middle), true) !== undefined) low = middle;
    else high = middle - 1;
  }
  // An incomplete character has at most three bytes.
  while (low > 0 && strictUtf8(bytes.subarray(0, low)) === undefined) low -= 1;
  return low;
}

function ascii(bytes: Uint8Array): Pick<Decoded, 'text' | 'fault'> {
  const text = latin1(bytes);
  const at = bytes.findIndex((byte) => byte > 127);
  if (at === -1) return { text };
  const message = `The byte 0x${bytes[at]!.toString(16).toUpperCase()} is not ASCII, the encoding that the file declares`;
  return {
    text,
    fault: { start: at, end: at + 1, message, hint: 'Declare encoding="UTF-8" and save the file as UTF-8.' },
  };
}

function utf16(bytes: Uint8Array, family: string): Pick<Decoded, 'text' | 'fault'> {
  try {
    return { text: new TextDecoder(family, { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const text = new TextDecoder(family, { ignoreBOM: true }).decode(bytes);
    const at = Math.max(0, text.indexOf('\ufffd'));
    return {
      text,
      fault: { start: at, end: at + 1, message: 'The file is not valid UTF-16', hint: SAVE_AS_UTF8 },
    };
  }
}

type Family = 'utf-8' | 'utf-16le' | 'utf-16be';

function byteOrderMark(bytes: Uint8Array): [Family | 'utf-32' | undefined, number] {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return ['utf-8', 3];
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    return ['utf-32', 4];
  if (a === 0xff && b === 0xfe) return ['utf-16le', 2];
  if (a === 0xfe && b === 0xff) return ['utf-16be', 2];
  return [undefined, 0];
}

/** XML 1.0 appendix F: in a file that starts with `<`, the zero bytes around it show the width of a character. */
function guessWithoutMark([a, b]: Uint8Array): Family {
  if (a === 0x3c && b === 0) return 'utf-16le';
  if (a === 0 && b === 0x3c) return 'utf-16be';
  return 'utf-8';
}

/** A declaration that contradicts the bytes: `encoding="UTF-16"` in single bytes, or `UTF-8` in double bytes. */
function disagreement(family: Family, marked: boolean, declared: string | undefined): Unplaced | undefined {
  if (declared === undefined) return undefined;
  const saysWide = /^(utf-?16|iso-10646-ucs-2|ucs-2|utf-?32|ucs-4)/.test(declared);
  const isWide = family !== 'utf-8';
  const wrongUnderMark = marked && !isWide && canonicalName(declared) !== 'utf-8';
  const wrongOrder = /^utf-?16(le|be)$/.test(declared) && isWide && !family.endsWith(declared.slice(-2));
  if (saysWide === isWide && !wrongUnderMark && !wrongOrder) return undefined;
  const real = marked
    ? `${family.toUpperCase()} (byte order mark)`
    : isWide
      ? family.toUpperCase()
      : 'in single bytes';
  const message = `The file declares the encoding "${declared}", but it is ${real}`;
  return { message, hint: 'Declare encoding="UTF-8" and save the file as UTF-8, or leave the encoding out.' };
}

type Unplaced = Pick<EncodingFault, 'message' | 'hint'>;

/** Places a fault at the XML declaration, or at the start of a text without one. */
function locate(fault: Unplaced, text: string): EncodingFault {
  const match = /encoding\s*=\s*["'][^"']*["']/.exec(text.slice(0, 300));
  const start = match?.index ?? 0;
  return { ...fault, start, end: start + (match?.[0].length ?? 0) };
}

/** Each byte as the character of the same number; in pieces, since the number of arguments of a call is limited. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE)
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return text;
}

const PIECE = 8192;

function lenient(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
