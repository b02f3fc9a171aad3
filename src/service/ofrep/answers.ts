/** The schemas of the OpenFeature Remote Evaluation Protocol 0.3.0, as far as this service answers. */
import Type, { type TSchema } from 'typebox';
import { named, oneOf } from '../openapi/openapi-schema.js';

const Metadata = Type.Unsafe<Readonly<Record<string, string | number | boolean>>>({
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean'] },
});

const Evaluation = Type.Object(
  {
    key: Type.String(),
    value: Type.Unsafe<unknown>({
      type: ['string', 'integer', 'boolean', 'object'],
      description:
        'The name of the group; for `EXPERIMENT#children` its `group` and the usage keys of its `children`; for a flag the bucket; for `FLAG#enabled` whether it is not 0',
    }),
    reason: oneOf(
      ['SPLIT', 'TARGETING_MATCH', 'DISABLED', 'STATIC'],
      '`SPLIT`: by portions; `TARGETING_MATCH`: forced; `DISABLED`: off, or outside the enrolment window; `STATIC`: the experiment has ended',
    ),
    variant: Type.String({ description: 'The name of the group, or the bucket' }),
    metadata: Metadata,
  },
  { $id: 'Evaluation', additionalProperties: false, description: 'The value of a flag for a learner' },
);

const EvaluationFailure = Type.Object(
  {
    key: Type.Optional(Type.String({ description: 'Absent for a bulk request' })),
    errorCode: oneOf(
      ['PARSE_ERROR', 'TARGETING_KEY_MISSING', 'INVALID_CONTEXT', 'GENERAL', 'FLAG_NOT_FOUND'],
      'The kind of error',
    ),
    errorDetails: Type.String(),
  },
  { $id: 'EvaluationFailure', additionalProperties: false, description: 'An evaluation that failed' },
);

const EvaluationTrouble = Type.Object(
  { errorDetails: Type.String() },
  {
    $id: 'EvaluationTrouble',
    additionalProperties: false,
    description: 'A request that could not be evaluated',
  },
);

const BulkEvaluation = Type.Object(
  {
    flags: Type.Array(
      Type.Unsafe<unknown>({ anyOf: [{ $ref: 'Evaluation#' }, { $ref: 'EvaluationFailure#' }] }),
    ),
    metadata: Metadata,
  },
  { additionalProperties: false, description: 'All flags of the base URL for a learner' },
);

/** Schemas of these routes that other schemas refer to. */
export const OFREP_SCHEMAS: readonly TSchema[] = [Evaluation, EvaluationFailure, EvaluationTrouble];

/** Members that the protocol adds later must not be refused. */
export const EvaluationRequest = Type.Object(
  {
    context: Type.Object(
      { targetingKey: Type.String({ minLength: 1, description: 'The learner' }) },
      { description: 'Other members are ignored where no flag uses them' },
    ),
  },
  { description: 'Who asks' },
);

const of = (description: string, schema: TSchema) => ({
  description,
  content: { 'application/json': { schema } },
});
const trouble = (description: string) => of(description, named(EvaluationTrouble));

const ERRORS = {
  400: of(
    'The request is not an evaluation request, or the flag has no value for any learner',
    named(EvaluationFailure),
  ),
  401: trouble('Not authenticated'),
  403: trouble('The targeting key is another learner, and the caller is not a member of staff'),
  429: trouble('Too many requests; retry after the time in Retry-After'),
  500: trouble('Internal error; see the log of the service'),
  503: trouble('The store is unavailable, or the service is shutting down; try again'),
};

/** The answers of the route for one flag. */
export const SINGLE_ANSWERS = {
  200: named(Evaluation),
  ...ERRORS,
  404: of('No such flag', named(EvaluationFailure)),
  507: trouble('The store is full'),
};

/** The answers of the route for all flags. */
export const BULK_ANSWERS = {
  200: BulkEvaluation,
  304: Type.Null({ description: 'Not changed since the ETag in If-None-Match' }),
  ...ERRORS,
};
