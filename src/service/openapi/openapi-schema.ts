/** Schemas that several routes share: the types of a schema, problem details, and the errors of a route. */
import type { FastifyInstance, FastifyTypeProvider, RawServerDefault } from 'fastify';
import Type, { type Static, type TObject, type TSchema } from 'typebox';

/** Gives handlers the types of their schemas. */
export interface SchemaTypes extends FastifyTypeProvider {
  readonly validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  readonly serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
}

type Raw = RawServerDefault;
export type TypedApp = FastifyInstance<
  Raw,
  Parameters<FastifyInstance['routing']>[0],
  Parameters<FastifyInstance['routing']>[1],
  FastifyInstance['log'],
  SchemaTypes
>;

/** A string that is one of a list. */
export function oneOf<const Word extends string>(words: readonly Word[], description: string) {
  return Type.Unsafe<Word>({ type: 'string', enum: [...words], description });
}

export function textOrNull(description: string) {
  return Type.Unsafe<string | null>({ type: ['string', 'null'], description });
}

/** A schema that was added to the service under its `$id`, so that the document contains it once. */
export function named<Schema extends TSchema>(schema: Schema) {
  return Type.Unsafe<Static<Schema>>({ $ref: `${(schema as { $id?: string }).$id}#` });
}

/** The object, or null. A list of types is serialised faster than a choice of schemas. */
export function orNull<Schema extends TObject>(schema: Schema, description: string) {
  return Type.Unsafe<Static<Schema> | null>({ ...schema, type: ['object', 'null'], description });
}

const Position = Type.Object(
  {
    line: Type.Integer({ minimum: 1 }),
    column: Type.Integer({ minimum: 1 }),
    offset: Type.Integer({ minimum: 0, description: 'UTF-16 units before it' }),
  },
  { additionalProperties: false },
);

const Place = Type.Object(
  { file: Type.String(), start: Position, end: Position },
  { $id: 'Place', additionalProperties: false, description: 'A range of a text' },
);

export const DiagnosticSchema = Type.Object(
  {
    ruleId: Type.String({ description: 'The id of the rule; `olx-abtest explain RULE` prints its page' }),
    severity: oneOf(['error', 'warning', 'info'], 'The severity'),
    message: Type.String({ description: 'What is wrong, with the actual value' }),
    hint: Type.String({ description: 'What the author can do about it' }),
    place: named(Place),
    related: Type.Array(
      Type.Object({ message: Type.String(), place: named(Place) }, { additionalProperties: false }),
    ),
  },
  {
    $id: 'Diagnostic',
    additionalProperties: false,
    description: "A finding of a rule about an author's text",
  },
);

const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'The kind of problem; `about:blank` where the status is enough' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: 'What is wrong' }),
    hint: Type.Optional(Type.String({ description: 'What to do about it' })),
    diagnostics: Type.Optional(Type.Array(named(DiagnosticSchema))),
  },
  { $id: 'Problem', description: 'Problem details (RFC 9457). Members may be added.' },
);

/** Schemas that responses refer to: added before the routes. */
export const SHARED_SCHEMAS: readonly TSchema[] = [Place, DiagnosticSchema, ProblemSchema];

/** The description of each error status in the document. */
const MEANINGS = {
  400: 'The request does not match this document, or a value cannot be stored',
  401: 'Not authenticated',
  403: 'The request concerns another learner, or requires a member of staff',
  404: 'The course, experiment, block or flag does not exist',
  406: 'The Accept header excludes JSON',
  409: 'The experiment cannot assign learners: its blocks have errors',
  413: 'The body is too large, or its text takes too much to validate',
  415: 'The body is not JSON',
  429: 'Too many requests; retry after the time in Retry-After',
  500: 'Internal error; see the log of the service',
  503: 'The store is unavailable, or the service is shutting down; try again',
  507: 'The store is full; try again when there is space',
} as const;
type ProblemStatus = keyof typeof MEANINGS;

/** For every route that requires authentication. */
const ALWAYS: readonly ProblemStatus[] = [400, 401, 403, 406, 429, 500, 503];

/** The errors of a route, for its `response` schema. */
export function problems(...statuses: readonly ProblemStatus[]): Record<number, object> {
  const all = [...new Set([...ALWAYS, ...statuses])].sort((a, b) => a - b);
  return Object.fromEntries(
    all.map((status) => [
      status,
      {
        description: MEANINGS[status],
        content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
      },
    ]),
  );
}
