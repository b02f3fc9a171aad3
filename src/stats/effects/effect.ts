/** The effect of a variant: the one shape of result that every method gives, and what stops a method. */
import { tQuantile, twoSidedP } from '../distributions/student-t.js';
import type { Summary } from './sample.js';

/**
 * - `welch`: difference of two means
 * - `newcombe`: difference of two proportions
 * - `lin`, `cuped`: difference of two means, adjusted for covariates
 * - `clusters`: difference of two means, where learners come in classes or schools
 * - `strata`: difference of two means within strata
 * - `relative`: difference of two means as a share of the control's mean
 */
export type EffectMethod = 'welch' | 'newcombe' | 'lin' | 'cuped' | 'clusters' | 'strata' | 'relative';

/** The learners of one group that are counted, and their unadjusted mean. */
export interface MeasuredArm {
  readonly learners: number;
  readonly mean: number;
}

/** Treated minus control, in the unit of the outcome. */
export interface Effect {
  readonly method: EffectMethod;
  readonly estimate: number;
  readonly standardError: number;
  /** Of Student's t; `Infinity` where the interval is of the normal distribution or, with Newcombe, of another form. */
  readonly degreesOfFreedom: number;
  /** How often such intervals contain the true effect, such as .95. */
  readonly level: number;
  readonly lower: number;
  readonly upper: number;
  /** Two-sided, for an effect of 0. */
  readonly pValue: number;
  readonly treated: MeasuredArm;
  readonly control: MeasuredArm;
  /** Present when interval and p value hold at every look: the learners for which they are narrowest. */
  readonly planned?: number;
}

/**
 * - `few-learners`: a group has too few learners for the method
 * - `few-clusters`: a group has too few clusters
 * - `no-variation`: every outcome is the same, so that nothing is known of chance
 * - `collinear`: a covariate follows from the others, or never varies
 * - `zero-control`: a share of a control mean of 0 or less is undefined
 */
type NotEstimableReason = 'few-learners' | 'few-clusters' | 'no-variation' | 'collinear' | 'zero-control';

/** The data do not allow the estimate; the message is one sentence about them, without a full stop. */
export class NotEstimable extends RangeError {
  override readonly name = 'NotEstimable';
  constructor(
    readonly reason: NotEstimableReason,
    message: string,
    /** The index of the covariate that is `collinear`. */
    readonly covariate?: number,
  ) {
    super(message);
  }
}

/** What a method finds before the interval is made of it. */
type Estimate = Pick<
  Effect,
  'method' | 'estimate' | 'standardError' | 'degreesOfFreedom' | 'treated' | 'control'
>;

/**
 * The effect with the interval estimate ± t · standard error.
 * @throws NotEstimable when the standard error is 0
 * @throws RangeError unless 0 < level < 1
 */
export function withInterval(found: Estimate, level: number): Effect {
  const { method, estimate, standardError, degreesOfFreedom, treated, control } = found;
  checkLevel(level);
  if (!(standardError > 0)) {
    const learners = treated.learners + control.learners;
    throw new NotEstimable(
      'no-variation',
      `the outcomes of the ${learners} learners do not vary within groups`,
    );
  }
  const reach = tQuantile(1 - (1 - level) / 2, degreesOfFreedom) * standardError;
  return {
    method,
    estimate,
    standardError,
    degreesOfFreedom,
    level,
    lower: estimate - reach,
    upper: estimate + reach,
    pValue: twoSidedP(estimate / standardError, degreesOfFreedom),
    treated,
    control,
  };
}

export function armOf({ learners, mean }: Summary): MeasuredArm {
  return { learners, mean };
}

export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1))
    throw new RangeError(`the level is ${level}; it must be above 0 and below 1`);
}

/** @throws NotEstimable when one of the groups has fewer than `least` learners */
export function requireLearners(least: number, ...groups: readonly number[]): void {
  for (const learners of groups) {
    if (learners < least)
      throw new NotEstimable(
        'few-learners',
        `a group has ${learners === 1 ? '1 learner' : `${learners} learners`} with an outcome; it must have at least ${least}`,
      );
  }
}
