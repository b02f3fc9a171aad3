/** Schemas that several routes share: the types of a schema, problem details, and the errors that a route answers. */
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

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[], description: string) {
  return Type.Unsafe<Word>({ type: 'string', enum: [...words], description });
}

export function textOrNull(description: string) {
  return Type.Unsafe<string | null>({ type: ['string', 'null'], description });
}

/** A schema that was added to the service under its `$id`, so that it stands in the document once. */
export function named<Schema extends TSchema>(schema: Schema) {
  return Type.Unsafe<Static<Schema>>({ $ref: `${(schema as { $id?: string }).$id}#` });
}

/** The object, or null. A list of types is written faster than a choice of schemas. */
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
  { $id: 'Place', additionalProperties: false, description: 'A stretch of a text' },
);

export const DiagnosticSchema = Type.Object(
  {
    ruleId: Type.String({ description: 'The rule; `olx-abtest explain RULE` prints its page' }),
    severity: oneOf(['error', 'warning', 'info'], 'How grave it is'),
    message: Type.String({ description: 'What is wrong, with the actual value' }),
    hint: Type.String({ description: 'What the author can do about it' }),
    place: named(Place),
    related: Type.Array(
      Type.Object({ message: Type.String(), place: named(Place) }, { additionalProperties: false }),
    ),
  },
  { $id: 'Diagnostic', additionalProperties: false, description: "What a rule says about an author's text" },
);

const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'The kind of problem; `about:blank` where the status says it all' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: 'What is wrong' }),
    hint: Type.Optional(Type.String({ description: 'What to do about it' })),
    diagnostics: Type.Optional(Type.Array(named(DiagnosticSchema))),
  },
  { $id: 'Problem', description: 'Problem details (RFC 9457). More members may come.' },
);

/** Schemas that answers name: to be added before the routes. */
export const SHARED_SCHEMAS: readonly TSchema[] = [Place, DiagnosticSchema, ProblemSchema];

/** What each status of a problem means, in the document. */
const MEANINGS = {
  400: 'The request is not as the document has it, or a value is one that no store takes',
  401: 'Nobody is logged in',
  403: 'Another learner is asked for, or a member of staff is needed',
  404: 'There is no such course, experiment, block or flag',
  409: 'The experiment can assign nobody: its blocks have errors',
  413: 'The body is too large',
  415: 'The body is not JSON',
  429: 'Too many requests; Retry-After says when to come back',
  500: 'The service failed; its log says why',
  503: 'The store does not answer, or the service is shutting down; try again',
  507: 'The store is full',
} as const;
type ProblemStatus = keyof typeof MEANINGS;

/** On every route that needs a login. */
const ALWAYS: readonly ProblemStatus[] = [400, 401, 403, 429, 500, 503];

/** The errors of a route, as its `response` takes them. */
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
