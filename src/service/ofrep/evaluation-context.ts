/** The body of an evaluation request: the learner, and what else the client says about the evaluation. */
import { EvaluationError } from './refusals.js';

/** What no store accepts. */
const MOST_UNITS = 1000;
const UNSTORABLE = /[\0\p{Surrogate}]/u;

export interface EvaluationContext {
  /** The targeting key. */
  readonly learner: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** @throws EvaluationError for a body that is not an evaluation request, and for a targeting key that no learner can have */
export function readContext(body: unknown): EvaluationContext {
  if (!isObject(body)) throw new EvaluationError('PARSE_ERROR', 'The body is not a JSON object');
  const { context } = body;
  if (context === undefined || context === null) throw missing();
  if (!isObject(context)) throw new EvaluationError('INVALID_CONTEXT', 'The context is not an object');
  const { targetingKey } = context;
  if (targetingKey === undefined || targetingKey === null || targetingKey === '') throw missing();
  if (typeof targetingKey !== 'string')
    throw new EvaluationError('INVALID_CONTEXT', 'The targetingKey is not a string');
  if (targetingKey.length > MOST_UNITS || UNSTORABLE.test(targetingKey))
    throw new EvaluationError(
      'INVALID_CONTEXT',
      'The targetingKey is not a learner: it has more than 1,000 characters, a NUL, or half of a surrogate pair',
    );
  return { learner: targetingKey, values: context };
}

function missing(): EvaluationError {
  return new EvaluationError(
    'TARGETING_KEY_MISSING',
    'The context has no targetingKey, the name of the learner',
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
