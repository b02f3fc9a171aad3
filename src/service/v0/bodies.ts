/** Parses the bodies that Open edX's clients send: JSON, forms, and multipart forms. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from '../http/http-errors.js';
import { MOST_FIELDS, readParts, tooManyFields } from './multipart.js';
import { readInteger, withNumbersAsText } from './python.js';
import { invalid, pythonType } from './refusals.js';

const FORM = 'application/x-www-form-urlencoded';
const PARTS = 'multipart/form-data';
/** A body of so many bytes counts as one more request. */
const BYTES_OF_A_REQUEST = 2 ** 16;
export const PARSES = ['application/json', FORM, PARTS];

/** Each body is read completely, within the body limit, before it is parsed. */
export function addBodyParsers(app: FastifyInstance): void {
  // Any other type is answered with 415.
  app.removeAllContentTypeParsers();
  app.addHook('onRequest', chooseParser);
  const buffer = { parseAs: 'buffer' } as const;
  const add = (type: string, read: (body: Buffer, request: FastifyRequest) => unknown): void => {
    app.addContentTypeParser(type, buffer, async (request: FastifyRequest, body: Buffer) => {
      app.charge(request, Math.floor(body.length / BYTES_OF_A_REQUEST));
      return read(body, request);
    });
  };
  add('application/json', (body, request) => {
    if (body.length === 0) return {};
    if (request.principal?.isStaff !== true) refuseManyValues(body);
    return readJson(body);
  });
  // For a field that occurs twice the last value counts, as in Django.
  add(FORM, (body) => readForm(body.toString()));
  add(PARTS, (body, request) => (body.length === 0 ? {} : readParts(request.headers['content-type']!, body)));
}

/** As in Django REST Framework: the type of an empty body is ignored, and a range of types means the first that it contains. */
function chooseParser({ headers }: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  const type = headers['content-type'];
  if (type === undefined) return done();
  if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) {
    delete headers['content-type'];
  } else if (type.includes('*')) {
    const [main = '', sub = ''] = type.split(';', 1)[0]!.trim().toLowerCase().split('/');
    const first = PARSES.find((each) => {
      const [ownMain, ownSub] = each.split('/');
      return (main === '*' || main === ownMain) && (sub === '*' || sub === ownSub);
    });
    if (first !== undefined) headers['content-type'] = type.replace(/^[^;]*/, first);
  }
  done();
}

function readForm(text: string): unknown {
  if (text.split('&', MOST_FIELDS + 1).length > MOST_FIELDS) throw tooManyFields();
  return Object.fromEntries(new URLSearchParams(text));
}

/**
 * Values of a body of JSON. A row has less than ten, and the bulk upsert is for staff; a megabyte of them would take this
 * process from all others for a quarter of a second.
 */
const MOST_VALUES = 5000;
const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = Buffer.from('"\\,[{');

/** Counts what separates and opens values, outside strings: in a hundredth of the time of reading them. */
function refuseManyValues(body: Buffer): void {
  let values = 0;
  let isInString = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (isInString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (byte === COMMA || byte === BRACKET || byte === BRACE) values += 1;
  }
  if (values <= MOST_VALUES) return;
  throw new HttpError(
    400,
    `JSON parse error - The body has more than ${MOST_VALUES.toLocaleString('en')} values`,
  );
}

/** Numbers in rows are texts, as Python prints them: JavaScript would change 9007199254740993, 1.0 and 1e-05. */
function readJson(body: Buffer): unknown {
  const text = decode(body);
  const parsed = parse(text);
  const rows = [parsed].flat();
  const hasNumbers = rows.some(
    (row) => isObject(row) && Object.values(row).some((value) => typeof value === 'number'),
  );
  if (!hasNumbers) return parsed;
  const exact = parse(withNumbersAsText(text));
  if (!Array.isArray(parsed)) return exact;
  return parsed.map((row, index) => (isObject(row) ? (exact as unknown[])[index] : row));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch (error) {
    throw new HttpError(400, `JSON parse error - ${(error as Error).message}`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HttpError(400, `JSON parse error - ${(error as Error).message}`);
  }
}

/** The body as the fields of one row. */
export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  // A missing body counts as an empty one.
  if (body === undefined) return {};
  if (body === null) throw invalid('No data provided');
  if (!isObject(body)) {
    throw invalid(`Invalid data. Expected a dictionary, but got ${pythonType(body)}.`);
  }
  return withPlainId(body as Record<string, unknown>);
}

/** With `experiment_id` in ASCII digits, where Python reads a number in it. */
export function withPlainId(row: Record<string, unknown>): Record<string, unknown> {
  const id = Object.hasOwn(row, 'experiment_id') ? row.experiment_id : undefined;
  if (typeof id !== 'string' || id.length > LONGEST_NUMBER) return row;
  const number = readInteger(id.replace(/\.0*\s*$/, ''));
  return number === null ? row : { ...row, experiment_id: String(number) };
}

/** Characters of a text that Django REST Framework reads as a number. */
export const LONGEST_NUMBER = 1000;
