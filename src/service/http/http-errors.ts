/** Maps each kind of error to a status, a detail and headers for the client. */
import { STATUS_CODES } from 'node:http';
import { AbtestError, type ErrorCode, FactsUnavailable } from '../../index.js';

/** The status for each code of an operational error; 500 for the rest. */
const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  'bad-argument': 400,
  'learner-missing': 400,
  'quota-exceeded': 403,
  'not-found': 404,
  conflict: 409,
  'course-refused': 409,
  'store-unavailable': 503,
  'store-locked': 503,
  // As PostgreSQL is during a failover.
  'store-readonly': 503,
  'facts-unavailable': 503,
  'store-full': 507,
};

/** The challenge of a 401, as in Open edX. */
const CHALLENGE = { 'WWW-Authenticate': 'JWT realm="api"' };
const LATER = { 'Retry-After': '2' };
/** Until somebody has freed space. */
const MUCH_LATER = { 'Retry-After': '30' };

/** An error with a status, thrown from a route or anything it calls. */
export class HttpError extends Error {
  readonly statusCode: number;
  readonly hint: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    statusCode: number,
    message: string,
    options: { hint?: string; headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HttpError';
    this.statusCode = statusCode;
    this.hint = options.hint ?? '';
    this.headers = options.headers ?? {};
  }
}

interface ErrorAnswer {
  readonly status: number;
  readonly title: string;
  /** For the client: nothing that concerns only the operator. */
  readonly detail: string;
  readonly hint: string;
  readonly headers: Readonly<Record<string, string>>;
}

const FAILED = 'Internal error; see the log of the service for details.';
const FACTS_AWAY = 'The source of facts is temporarily unavailable.';
const STORE_FULL = 'The store is full; nothing was stored.';
const STORE_AWAY = 'The store is temporarily unavailable.';
/** Errors of Fastify and Node that are caused by the client or the connection. */
const KNOWN: ReadonlyMap<string, readonly [status: number, detail: string]> = new Map([
  // The original messages contain the whole URL.
  ['FST_ERR_BAD_URL', [400, 'The URL is malformed.']],
  ['FST_ERR_MAX_PARAM_LENGTH', [414, 'The URL is too long.']],
  ['ECONNRESET', [400, 'The request ended before it was complete.']],
]);

export function errorAnswerOf(error: unknown): ErrorAnswer {
  const { status, detail, hint = '', title, headers } = read(error);
  return {
    status,
    title: title ?? STATUS_CODES[status] ?? 'Refused',
    detail,
    hint,
    headers: { ...(status === 401 && CHALLENGE), ...(status === 503 && LATER), ...headers },
  };
}

type Read = Pick<ErrorAnswer, 'status' | 'detail'> & Partial<Pick<ErrorAnswer, 'hint' | 'title' | 'headers'>>;

function read(error: unknown): Read {
  if (error instanceof HttpError) {
    return { status: error.statusCode, detail: error.message, hint: error.hint, headers: error.headers };
  }
  if (error instanceof AbtestError) {
    const status = STATUS[error.code] ?? 500;
    if (error instanceof FactsUnavailable) {
      const headers = { 'Retry-After': String(error.retryAfter) };
      return { status, title: error.code, detail: FACTS_AWAY, headers };
    }
    // A store's message may contain names of hosts and files.
    if (status === 503) return { status, title: error.code, detail: STORE_AWAY };
    if (status === 507) return { status, title: error.code, detail: STORE_FULL, headers: MUCH_LATER };
    if (status >= 500) return { status, detail: FAILED };
    return { status, title: error.code, detail: error.message, hint: error.hint };
  }
  const { statusCode = 500, code = '', message } = error as Error & { statusCode?: number; code?: string };
  const known = KNOWN.get(code);
  if (known !== undefined) return { status: known[0], detail: known[1] };
  return statusCode >= 500 || statusCode < 400
    ? { status: 500, detail: FAILED }
    : { status: statusCode, detail: message };
}
