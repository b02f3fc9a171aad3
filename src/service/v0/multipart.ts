/** Reads multipart forms as leniently as Django: text before the first part, names without quotes, and a missing end are accepted. */
import { HttpError } from '../http/http-errors.js';

/** Characters; the standard allows 70. */
const LONGEST_BOUNDARY = 201;

/** Fields of a form, as in Django. */
export const MOST_FIELDS = 1000;

export const tooManyFields = (): HttpError =>
  new HttpError(400, `The form has more than ${MOST_FIELDS.toLocaleString('en')} fields.`);

/** A file that was sent in place of a text. */
class SentFile {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * The fields by name; of several with one name the last counts, and a file takes precedence over texts.
 * @throws HttpError 400 for a boundary that is missing or invalid, and for too many fields
 */
export function readParts(type: string, body: Buffer): Record<string, string | SentFile> {
  const { boundary } = parametersOf(type).parameters;
  if (boundary === undefined || !isBoundary(boundary)) {
    const given = boundary === undefined ? 'None' : boundary.slice(0, LONGEST_BOUNDARY);
    throw new HttpError(400, `Multipart form parse error - Invalid boundary in multipart: ${given}`);
  }
  const texts = new Map<string, string>();
  const files = new Map<string, SentFile>();
  let pieces = 0;
  for (const piece of piecesOf(body, `--${boundary}`)) {
    pieces += 1;
    // The first and the last piece are no fields.
    if (pieces > MOST_FIELDS + 2) throw tooManyFields();
    const part = partOf(piece);
    if (part === null) continue;
    const { name, file, data } = part;
    if (file === undefined) texts.set(name, data.toString());
    else if (file !== '') files.set(name, new SentFile(file));
  }
  return Object.fromEntries([...texts, ...files]);
}

function isBoundary(text: string): boolean {
  return text.length <= LONGEST_BOUNDARY && /^[ -~]*[!-~]$/.test(text);
}

/** What is between the separators, without the line break before each. */
function* piecesOf(body: Buffer, separator: string): Generator<Buffer> {
  let start = 0;
  while (start <= body.length) {
    const at = body.indexOf(separator, start, 'latin1');
    if (at === -1) {
      yield body.subarray(start);
      return;
    }
    let end = at;
    if (end > start && body[end - 1] === 0x0a) end -= 1;
    if (end > start && body[end - 1] === 0x0d) end -= 1;
    yield body.subarray(start, end);
    start = at + separator.length;
  }
}

/** `null` for what is not a part: the text before the first, and the end. */
function partOf(piece: Buffer): { name: string; file: string | undefined; data: Buffer } | null {
  const end = piece.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const headers = new Map<string, Header>();
  for (const line of piece.toString('utf8', 0, end).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon !== -1)
      headers.set(line.slice(0, colon).toLowerCase().trim(), parametersOf(line.slice(colon + 1)));
  }
  const { name, filename } = headers.get('content-disposition')?.parameters ?? {};
  if (name === undefined) return null;
  const content = piece.subarray(end + 4);
  const isEncoded = headers.get('content-transfer-encoding')?.value === 'base64';
  return {
    name: name.trim(),
    file: filename,
    data: isEncoded ? Buffer.from(content.toString('latin1'), 'base64') : content,
  };
}

interface Header {
  readonly value: string;
  /** By lower-case name. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A header's value and its parameters, quoted or not. */
function parametersOf(header: string): Header {
  const [value = '', ...rest] = header.match(/(?:[^;"]|"(?:[^"\\]|\\[\s\S])*"?)+/g) ?? [];
  const parameters: Record<string, string> = Object.create(null);
  for (const each of rest) {
    const equals = each.indexOf('=');
    if (equals === -1) continue;
    const name = each.slice(0, equals).trim().toLowerCase();
    const text = each.slice(equals + 1).trim();
    if (name.endsWith('*')) parameters[name.slice(0, -1)] = extended(text);
    else parameters[name] = text.startsWith('"') ? unquoted(text) : text;
  }
  return { value: value.trim().toLowerCase(), parameters };
}

function unquoted(text: string): string {
  return text.replace(/^"|"$/g, '').replace(/\\(["\\])/g, '$1');
}

/** RFC 2231: `UTF-8''a%20b`. */
function extended(text: string): string {
  const encoded = text.split("'").slice(2).join("'") || text;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
