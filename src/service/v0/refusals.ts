/** The error responses of v0: Django REST Framework's bodies. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FieldErrors } from '../../index.js';
import { errorAnswerOf, HttpError } from '../http/http-errors.js';
import { logFailure } from '../process/failure-log.js';

export const notFound = (): HttpError => new HttpError(404, 'Not found.');
export const noSuchRow = (model: string): HttpError =>
  new HttpError(404, `No ${model} matches the given query.`);
export const notLoggedIn = (): HttpError =>
  new HttpError(401, 'Authentication credentials were not provided.');
export const notPermitted = (): HttpError =>
  new HttpError(403, 'You do not have permission to perform this action.');
export const methodNotAllowed = (method: string): HttpError =>
  new HttpError(405, `Method "${method}" not allowed.`);

/** Fields that cannot be stored, each with its errors; one of these per item for a bulk request. */
export class InvalidFields extends Error {
  readonly errors: FieldErrors | readonly FieldErrors[];

  constructor(errors: FieldErrors | readonly FieldErrors[]) {
    super('Invalid fields.');
    this.errors = errors;
  }
}

export const invalid = (message: string): InvalidFields => new InvalidFields({ non_field_errors: [message] });

/** Python's name for the type of a value, since the message contains it. */
export function pythonType(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return value === null ? 'NoneType' : 'dict';
}

export function answerExperimentsError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof InvalidFields) return sendJson(reply.status(400), error.errors);
  const { status, detail: reason, headers } = errorAnswerOf(error);
  const type = request.headers['content-type'] ?? '';
  const detail = status === 415 ? `Unsupported media type "${type}" in request.` : reason;
  if (status >= 500) logFailure(request, error);
  return sendJson(reply.status(status).headers(headers), { detail });
}

const RANGES = ['*/*', '*/json', 'application/*', 'application/json'];

/** The ranges of an Accept header that JSON matches, the most specific first. DRF ignores their quality. */
export function acceptedRanges(accept = '*/*'): string[] {
  const ranges = accept.split(',').map((each) => each.trim());
  const typeOf = (range: string): string => range.split(';', 1)[0]!.trim().toLowerCase();
  const rankOf = (range: string): number => {
    const hasParameters = range.split(';').some((part, index) => index > 0 && !/^\s*q\s*=/i.test(part));
    return RANGES.indexOf(typeOf(range)) + (hasParameters ? RANGES.length : 0);
  };
  return ranges.filter((range) => RANGES.includes(typeOf(range))).sort((a, b) => rankOf(b) - rankOf(a));
}

/** Spaces, of the accepted range: `application/json; indent=4`. */
function indentOf(accept: string | undefined): number {
  if (accept === undefined || !accept.includes('indent')) return 0;
  const [, digits] = /;\s*indent\s*=\s*"?\s*\+?(\d{1,4})/i.exec(acceptedRanges(accept)[0] ?? '') ?? [];
  return Math.min(Number(digits ?? 0), MOST_INDENT);
}

const MOST_INDENT = 8;

/** As DRF writes it: compact unless the client asks for more, and without a charset in the content type, since JSON has only one. */
export function sendJson(reply: FastifyReply, body: unknown): FastifyReply {
  const text = JSON.stringify(body, null, indentOf(reply.request.headers.accept));
  return reply.header('Content-Type', 'application/json').send(Buffer.from(text));
}
