/** Parses the bodies that Open edX's clients send: JSON, forms, and multipart forms. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../http/http-errors.js';
import { invalid, pythonType } from './refusals.js';

const FORM = 'application/x-www-form-urlencoded';
const PARTS = 'multipart/form-data';
export const PARSES = ['application/json', FORM, PARTS];

/** Each body is read completely, within the body limit, before it is parsed. */
export function addBodyParsers(app: FastifyInstance): void {
  // Any other type is answered with 415.
  app.removeAllContentTypeParsers();
  const buffer = { parseAs: 'buffer' } as const;
  app.addContentTypeParser('application/json', buffer, async (_request: FastifyRequest, body: Buffer) =>
    body.length === 0 ? {} : readJson(body),
  );
  // For a field that occurs twice the last value counts, as in Django.
  app.addContentTypeParser(FORM, buffer, async (_request: FastifyRequest, body: Buffer) =>
    Object.fromEntries(new URLSearchParams(body.toString())),
  );
  app.addContentTypeParser(PARTS, buffer, (request: FastifyRequest, body: Buffer) =>
    readParts(request.headers['content-type']!, body),
  );
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch (error) {
    throw new HttpError(400, `JSON parse error - ${(error as Error).message}`);
  }
}

async function readParts(type: string, body: Buffer): Promise<Record<string, unknown>> {
  if (body.length === 0) return {};
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(body), { headers: { 'Content-Type': type } }).formData();
  } catch {
    throw new HttpError(400, 'Multipart form parse error - Invalid body.');
  }
  // A file remains a file, so that the field's validation rejects it as not a string.
  return Object.fromEntries(form);
}

/** The body as the fields of one row. */
export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  // A missing body counts as an empty one.
  if (body === undefined) return {};
  if (body === null) throw invalid('No data provided');
  if (typeof body !== 'object' || Array.isArray(body)) {
    throw invalid(`Invalid data. Expected a dictionary, but got ${pythonType(body)}.`);
  }
  return body as Record<string, unknown>;
}
