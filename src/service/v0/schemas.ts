/** The shapes of v0 for the API document; the handlers decide what is accepted, as Open edX does. */
import Type, { type TSchema } from 'typebox';
import { LARGEST_EXPERIMENT_ID, MOST_DATA_KEY_CHARACTERS } from '../../internal/learners.js';
import { PARSES } from './bodies.js';
import type { Model } from './resources.js';
import { MOST_VALUE_CHARACTERS } from './rows.js';

const ExperimentId = Type.Integer({
  minimum: 0,
  maximum: LARGEST_EXPERIMENT_ID,
  description: 'The experiment.',
});
const Key = Type.String({ minLength: 1, maxLength: MOST_DATA_KEY_CHARACTERS });
const Value = Type.String({ minLength: 1, description: 'A stored value.' });
const WrittenValue = Type.String({
  minLength: 1,
  maxLength: MOST_VALUE_CHARACTERS,
  description: `Up to ${MOST_VALUE_CHARACTERS} UTF-16 code units; a character above U+FFFF counts as two.`,
});
const User = Type.String({ minLength: 1, description: 'A username. Only staff may name another user.' });
const Instant = Type.String({
  format: 'date-time',
  description: 'In UTC, such as 2026-11-21T01:02:03.123000Z.',
});
const Id = Type.Integer({ minimum: 1 });

const dates = { created: Instant, modified: Instant };
const ROWS = {
  data: Type.Object({ id: Id, experiment_id: ExperimentId, user: User, key: Key, value: Value, ...dates }),
  'key-value': Type.Object({ id: Id, experiment_id: ExperimentId, key: Key, value: Value, ...dates }),
};
const FIELDS = { experiment_id: ExperimentId, key: Key, value: WrittenValue };
const WRITTEN = {
  data: Type.Object({ ...FIELDS, user: Type.Optional(User) }),
  'key-value': Type.Object(FIELDS),
};
const ITEMS = { data: Type.Object({ ...FIELDS, user: User }), 'key-value': Type.Object(FIELDS) };

const Detail = Type.Object({ detail: Type.String() });
const Messages = Type.Array(Type.String());
const Invalid = Type.Union([Type.Record(Type.String(), Messages), Detail], {
  description: 'The errors of each field; `non_field_errors` for errors of the whole body.',
});
/** One object for each submitted row, empty for a valid row; one object for a body that is not a list. */
const InvalidRows = Type.Union([Type.Array(Type.Record(Type.String(), Messages)), Invalid], {
  description: 'The errors of each row.',
});
const PROBLEMS: Readonly<Record<number, TSchema>> = {
  400: Invalid,
  401: Detail,
  403: Detail,
  404: Detail,
  413: Detail,
  415: Detail,
  429: Detail,
  503: Detail,
};

/** The description of each status in the document. */
const MEANINGS: Readonly<Record<number, string>> = {
  200: 'The current state',
  201: 'Created',
  204: 'Deleted',
  401: 'Not authenticated',
  403: 'Not permitted, or the CSRF token of the session is missing',
  404: 'The row or the page does not exist',
  413: 'The body is too large',
  415: 'The media type of the body is not supported',
  429: 'Too many requests; retry after the time in Retry-After',
  503: 'The store is unavailable, or the service is shutting down; try again',
};

const Filters = Type.Object({
  experiment_id: Type.Optional(Type.Number({ description: 'Only rows of this experiment.' })),
  key: Type.Optional(Type.String({ description: 'Only rows with exactly this key.' })),
});
const Pages = Type.Object({
  ...Filters.properties,
  page: Type.Optional(Type.String({ description: 'From 1, or `last`.' })),
  page_size: Type.Optional(Type.Integer({ description: 'Up to 100; 10 by default.' })),
});
const Params = Type.Object({ id: Id });

function problems(...statuses: number[]) {
  return Object.fromEntries(statuses.map((status) => [status, PROBLEMS[status]!]));
}

/** The responses of an operation with their descriptions; a schema's own description takes precedence. */
function answers(...parts: readonly Readonly<Record<number, TSchema>>[]) {
  const all = Object.entries(Object.assign({}, ...parts) as Record<string, TSchema>);
  return Object.fromEntries(
    all.map(([status, schema]) => [
      status,
      'description' in schema ? schema : { ...schema, 'x-response-description': MEANINGS[Number(status)] },
    ]),
  );
}

function pageOf(row: TSchema): TSchema {
  const link = Type.Union([Type.String({ format: 'uri' }), Type.Null()]);
  return Type.Object({
    next: link,
    previous: link,
    count: Type.Integer({ minimum: 0 }),
    num_pages: Type.Integer({ minimum: 1 }),
    current_page: Type.Integer({ minimum: 1 }),
    start: Type.Integer({ minimum: 0 }),
    results: Type.Array(row),
  });
}

export const ROOT = {
  tags: ['experiments v0'],
  summary: 'List the resources of this API',
  response: answers(
    {
      200: Type.Object({ data: Type.String({ format: 'uri' }), 'key-value': Type.String({ format: 'uri' }) }),
    },
    problems(401, 403, 429, 503),
  ),
};

export function schemasOf(model: Model) {
  const tags = [`experiments v0: ${model}`];
  const what = model === 'data' ? 'one learner’s data' : 'a key-value of all learners';
  const row = ROWS[model];
  const write = { tags, consumes: PARSES, body: WRITTEN[model] };
  const one = { tags, params: Params, querystring: Filters };
  const writing = problems(400, 401, 403, 404, 413, 415, 429, 503);
  return {
    list: {
      tags,
      summary: model === 'data' ? 'List my rows' : 'List the rows',
      querystring: Pages,
      response: answers({ 200: pageOf(row) }, problems(400, 401, 404, 429, 503)),
    },
    create: { ...write, summary: `Create ${what}`, response: answers({ 201: row }, writing) },
    createOrUpdate: {
      ...write,
      summary: 'Set the value of my row with this experiment and key, or create it',
      querystring: Filters,
      response: answers({ 200: row, 201: row }, writing),
    },
    retrieve: {
      ...one,
      summary: 'Read a row',
      response: answers({ 200: row }, problems(400, 401, 404, 429, 503)),
    },
    update: { ...write, ...one, summary: 'Replace a row', response: answers({ 200: row }, writing) },
    patch: {
      ...write,
      ...one,
      body: Type.Partial(WRITTEN[model]),
      summary: 'Change fields of a row',
      response: answers({ 200: row }, writing),
    },
    destroy: {
      ...one,
      summary: 'Delete a row',
      response: answers({ 204: Type.Null() }, problems(400, 401, 403, 404, 429, 503)),
    },
    bulk: {
      tags,
      summary: 'Create or set many rows, all or none (staff)',
      body: Type.Array(ITEMS[model]),
      response: answers({ 200: Type.Array(row) }, problems(401, 403, 413, 415, 429, 503), {
        400: InvalidRows,
      }),
    },
  };
}
