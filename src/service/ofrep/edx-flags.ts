/** Open edX's experiment flags as flags of the protocol: the bucket, and whether it is not 0. */
import {
  type BucketDecision,
  ExperimentFlag,
  FlagContext,
  type FlagSettings,
  type FlagUser,
} from '../../index.js';
import { LARGEST_EXPERIMENT_ID, readInstant } from '../../internal/learners.js';
import type { Evaluation } from './course-flags.js';
import type { EvaluationContext } from './evaluation-context.js';
import { EvaluationError } from './refusals.js';

/** After the name of a flag: the flag whose value is whether the bucket is not 0. */
const ENABLED = '#enabled';
const MOST_BUCKETS = 1000;

/** What the members of the context say about the flag and the learner, as the parameters of `…/bucket/…` do. */
interface Question {
  readonly user: FlagUser;
  readonly course: string | undefined;
  readonly buckets: number;
  readonly experimentId: number | null;
  readonly courseAware: boolean;
  readonly enrolled: Date | null;
}

interface Asker {
  readonly isStaff: boolean;
  readonly contextId: string | null;
  readonly now: () => number;
}

/** @throws EvaluationError for an unknown flag, and for members of the context that cannot be used */
export function evaluateFlag(
  key: string,
  settings: FlagSettings,
  context: EvaluationContext,
  asker: Asker,
): Evaluation {
  const isEnabled = !isFlag(key, settings) && key.endsWith(ENABLED);
  const name = isEnabled ? key.slice(0, -ENABLED.length) : key;
  if (!isFlag(name, settings)) throw new EvaluationError('FLAG_NOT_FOUND', `There is no flag "${name}"`);
  const question = questionOf(context, asker);
  return evaluationOf(
    key,
    isEnabled,
    question,
    decide(name, settings, question, asker.now, Math.random),
    asker,
  );
}

/**
 * Every flag, without the flags of buckets, and without those that would be rolled: a look must not differ from the
 * next one.
 * @throws EvaluationError for members of the context that cannot be used
 */
export function evaluateAllFlags(
  settings: FlagSettings,
  context: EvaluationContext,
  asker: Asker,
): Evaluation[] {
  const question = questionOf(context, asker);
  return settings.names
    .filter((name) => isFlag(name, settings))
    .flatMap((name) => {
      let isRolled = false;
      const random = (): number => {
        isRolled = true;
        return Math.random();
      };
      const decision = decide(name, settings, question, asker.now, random);
      if (isRolled) return [];
      return [name, `${name}${ENABLED}`].map((key, index) =>
        evaluationOf(key, index === 1, question, decision, asker),
      );
    });
}

/** Whether it is the main flag of an experiment; that of a bucket, `NAME.0`, forces its bucket. */
function isFlag(name: string, settings: FlagSettings): boolean {
  const names = settings.remember(isFlag, '', () => new Set(settings.names));
  if (!names.has(name) || !name.includes('.')) return false;
  const main = /^(.+)\.\d+$/.exec(name)?.[1];
  return main === undefined || !names.has(main);
}

function decide(
  name: string,
  settings: FlagSettings,
  { user, course, buckets, experimentId, courseAware, enrolled }: Question,
  now: () => number,
  random: () => number,
): BucketDecision {
  const services = { now, random, enrolledAt: () => enrolled };
  try {
    const flag = new ExperimentFlag(name, 'ofrep', {
      numBuckets: buckets,
      experimentId,
      useCourseAwareBucketing: courseAware,
    });
    return flag.decide(new FlagContext(settings, { user }, services), course);
  } catch (error) {
    // An invalid course key, or an id of an experiment that is too large.
    if (error instanceof SyntaxError || error instanceof RangeError)
      throw new EvaluationError('INVALID_CONTEXT', error.message);
    throw error;
  }
}

function evaluationOf(
  key: string,
  isEnabled: boolean,
  { course }: Question,
  { bucket, reason }: BucketDecision,
  { contextId }: Asker,
): Evaluation {
  const isOff = reason === 'off' || reason === 'outside-window';
  return {
    key,
    value: isEnabled ? bucket !== 0 : bucket,
    reason: isOff ? 'DISABLED' : reason === 'hash' ? 'SPLIT' : 'TARGETING_MATCH',
    variant: String(bucket),
    metadata: {
      flagSetId: 'flags',
      decision: reason,
      ...(course !== undefined && { course }),
      ...(contextId !== null && { contextId }),
    },
  };
}

function questionOf({ learner, values }: EvaluationContext, { isStaff }: Asker): Question {
  const { course, buckets = 2, experimentId = null, courseAware = true, enrolled } = values;
  const whole = (name: string, value: unknown, least: number, most: number): number => {
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most)
      return value as number;
    throw new EvaluationError('INVALID_CONTEXT', `${name} is not a whole number from ${least} to ${most}`);
  };
  if (course !== undefined && typeof course !== 'string')
    throw new EvaluationError('INVALID_CONTEXT', 'course is not a string');
  if (typeof courseAware !== 'boolean')
    throw new EvaluationError('INVALID_CONTEXT', 'courseAware is not true or false');
  return {
    user: { id: learner, username: learner, is_staff: isStaff },
    course,
    buckets: whole('buckets', buckets, 1, MOST_BUCKETS),
    experimentId:
      experimentId === null ? null : whole('experimentId', experimentId, 0, LARGEST_EXPERIMENT_ID),
    courseAware,
    enrolled: enrolled === undefined ? null : instantOf(enrolled),
  };
}

function instantOf(text: unknown): Date {
  const time = typeof text === 'string' ? readInstant(text) : null;
  if (time === null)
    throw new EvaluationError('INVALID_CONTEXT', 'enrolled is not a date such as 2026-01-31T12:00:00Z');
  return new Date(time);
}
