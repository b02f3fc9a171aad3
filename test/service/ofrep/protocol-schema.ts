/** The answers of the OpenFeature Remote Evaluation Protocol 0.3.0, as its OpenAPI document describes them, and the judge of ours. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

const metadata = {
  type: 'object',
  additionalProperties: { type: ['boolean', 'string', 'number'] },
};

const success = {
  type: 'object',
  required: ['key'],
  properties: {
    key: { type: 'string' },
    // Absent: the client uses its default.
    value: { type: ['boolean', 'string', 'number', 'object'] },
    reason: { enum: ['STATIC', 'TARGETING_MATCH', 'SPLIT', 'DISABLED', 'UNKNOWN'] },
    variant: { type: 'string' },
    metadata,
  },
  not: { required: ['errorCode'] },
};

const failure = (...codes: string[]) => ({
  type: 'object',
  required: ['key', 'errorCode'],
  properties: {
    key: { type: 'string' },
    errorCode: { enum: codes },
    errorDetails: { type: 'string' },
    metadata,
  },
});
const CODES = ['PARSE_ERROR', 'TARGETING_KEY_MISSING', 'INVALID_CONTEXT', 'GENERAL'];

/** Described without content, or as `generalErrorResponse`. */
const trouble = {
  type: 'object',
  required: ['errorDetails'],
  properties: { errorDetails: { type: 'string' } },
};

const SINGLE: Readonly<Record<number, object>> = {
  200: success,
  400: failure(...CODES),
  404: failure('FLAG_NOT_FOUND'),
};
const BULK: Readonly<Record<number, object>> = {
  200: {
    type: 'object',
    required: ['flags'],
    properties: {
      flags: { type: 'array', items: { oneOf: [success, failure(...CODES, 'FLAG_NOT_FOUND')] } },
      metadata,
    },
  },
  400: {
    type: 'object',
    required: ['errorCode'],
    properties: { errorCode: { enum: CODES }, errorDetails: { type: 'string' } },
    not: { required: ['key'] },
  },
};
const BOTH: Readonly<Record<number, object>> = {
  401: trouble,
  403: trouble,
  429: trouble,
  500: trouble,
  503: trouble,
};

const ajv = new Ajv2020({ strict: false, allErrors: true });
const compiled = new Map<object, ReturnType<Ajv2020['compile']>>();

/** Fails the test unless the protocol has this answer for this URL. */
export function judge(url: string, status: number, headers: Headers, text: string): void {
  const isBulk = new URL(url).pathname.endsWith('/ofrep/v1/evaluate/flags');
  const what = `${url} ${status} ${text.slice(0, 300)}`;
  if (status === 304) return expect([isBulk, text], what).toEqual([true, '']);
  const schema = { ...BOTH, ...(isBulk ? BULK : SINGLE) }[status];
  expect(schema, what).toBeDefined();
  expect(headers.get('Content-Type'), what).toMatch(/^application\/json/);
  if (status === 200 && isBulk) expect(headers.get('ETag'), what).toMatch(/^"[^"]+"$/);
  if (status === 429) expect(headers.get('Retry-After'), what).toMatch(/^[1-9]\d*$/);
  let check = compiled.get(schema!);
  if (check === undefined) {
    check = ajv.compile(schema!);
    compiled.set(schema!, check);
  }
  expect(check(JSON.parse(text)) ? [] : check.errors, what).toEqual([]);
}

export interface Heard {
  readonly url: string;
  readonly status: number;
  readonly etag: string | null;
  readonly known: string | null;
}

/** `fetch` whose every answer is judged; what was heard is noted. */
export function judgedFetch(heard: Heard[] = []): typeof fetch {
  return async (...asked) => {
    const request = new Request(...asked);
    const response = await fetch(request);
    judge(request.url, response.status, response.headers, await response.clone().text());
    heard.push({
      url: request.url,
      status: response.status,
      etag: response.headers.get('ETag'),
      known: request.headers.get('If-None-Match'),
    });
    return response;
  };
}
