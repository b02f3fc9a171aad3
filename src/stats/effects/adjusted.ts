/** The difference of two means, adjusted for what was known of the learners before: Lin's regression, and CUPED. */
import { coefficient, coefficientWeights, factor, residuals } from '../algebra/orthogonal.js';
import { armOf, type Effect, NotEstimable, requireLearners, withInterval } from './effect.js';
import { type Summary, summaryOf, type Values } from './sample.js';
import { welch } from './welch.js';

/**
 * One group. Each covariate is a list with one number for each learner, measured before the experiment.
 * @tested the tests make groups of their own
 */
export interface Adjusted {
  readonly outcomes: Values;
  readonly covariates: readonly Values[];
}

/** Of 1 - leverage: below it a learner's residual is 0 whatever the outcome is. */
const SMALLEST_REST = 1e-10;

/**
 * The coefficient of the treatment in the regression of the outcome on treatment, centred covariates and their products
 * (W. Lin, Annals of Applied Statistics 7:295, 2013), with HC2 standard errors and n - 2 - 2k degrees of freedom for k
 * covariates. Never less precise than without covariates in large groups, whether or not the model is true.
 *
 * The products make it the difference of two regressions, one in each group, at the mean of all learners' covariates.
 * @throws NotEstimable with too few learners, when covariates follow from one another within a group, or one learner
 *   alone determines a covariate
 * @throws RangeError when lists differ in length
 */
export function lin(treated: Adjusted, control: Adjusted, level = 0.95): Effect {
  check(treated, control);
  const count = treated.covariates.length;
  requireLearners(count + 2, treated.outcomes.length, control.outcomes.length);
  const means = centres(treated, control);
  const [one, zero] = [treated, control].map((group) => regression(group, means));
  return withInterval(
    {
      method: 'lin',
      estimate: one!.mean - zero!.mean,
      standardError: Math.sqrt(one!.squaredError + zero!.squaredError),
      degreesOfFreedom: treated.outcomes.length + control.outcomes.length - 2 - 2 * count,
      treated: armOf(summaryOf(treated.outcomes)),
      control: armOf(summaryOf(control.outcomes)),
    },
    level,
  );
}

/** The mean of every covariate over the learners of both groups. */
export function centres(treated: Adjusted, control: Adjusted): number[] {
  return treated.covariates.map((values, index) => {
    const [one, zero] = [summaryOf(values), summaryOf(control.covariates[index]!)];
    return weightedMean(one, zero);
  });
}

/** The mean outcome at the given covariates, and its squared HC2 standard error (J. MacKinnon and H. White, 1985). */
function regression({ outcomes, covariates }: Adjusted, means: readonly number[]) {
  const y = Float64Array.from(outcomes);
  const columns = covariates.map((values, k) => Float64Array.from(values, (value) => value - means[k]!));
  const factors = factor([new Float64Array(y.length).fill(1), ...columns]);
  if (typeof factors === 'number') throw collinear(factors - 1);
  const rest = residuals(factors, y);
  const weights = coefficientWeights(factors, 0);
  let squaredError = 0;
  for (let i = 0; i < y.length; i += 1) {
    let leverage = 0;
    let weight = 0;
    for (const [j, basis] of factors.q.entries()) {
      leverage += basis[i]! * basis[i]!;
      weight += basis[i]! * weights[j]!;
    }
    if (1 - leverage < SMALLEST_REST)
      throw new NotEstimable('collinear', 'one learner alone determines a covariate in a group');
    squaredError += (weight * rest[i]!) ** 2 / (1 - leverage);
  }
  return { mean: coefficient(factors, weights, y), squaredError };
}

/**
 * The difference of the means of y - θ (x - mean of x) by Welch's method, with θ = cov(x, y) / var(x) over the learners of
 * both groups (A. Deng, Y. Xu, R. Kohavi and T. Walker, 2013; the form that GrowthBook uses). One covariate only; `lin`
 * has a θ for each group and is to be preferred.
 * @tested the analysis adjusts with `lin`; the tests compare both with golden values
 * @throws NotEstimable as `welch`, and when the covariate does not vary
 */
export function cuped(treated: Adjusted, control: Adjusted, level = 0.95): Effect {
  check(treated, control);
  const slope = cupedSlope([treated, control]);
  const [mean] = centres(treated, control);
  const [one, zero] = [treated, control].map(({ outcomes, covariates }) =>
    Float64Array.from(outcomes, (y, i) => y - slope * (covariates[0]![i]! - mean!)),
  );
  return {
    ...welch(one!, zero!, level),
    method: 'cuped',
    treated: armOf(summaryOf(treated.outcomes)),
    control: armOf(summaryOf(control.outcomes)),
  };
}

function cupedSlope(groups: readonly Adjusted[]): number {
  const all = (list: (group: Adjusted) => Values) => groups.flatMap((group) => Array.from(list(group)));
  const x = all(({ covariates }) => covariates[0]!);
  const y = all(({ outcomes }) => outcomes);
  const [xMean, yMean] = [summaryOf(x).mean, summaryOf(y).mean];
  let products = 0;
  let squares = 0;
  for (const [i, value] of x.entries()) {
    products += (value - xMean) * (y[i]! - yMean);
    squares += (value - xMean) ** 2;
  }
  if (!(squares > 0)) throw collinear(0);
  return products / squares;
}

export function collinear(index: number): NotEstimable {
  const which = `covariate ${index + 1}`;
  const message = `${which} does not vary, or follows from the covariates before it`;
  return new NotEstimable('collinear', message, index);
}

/** @throws RangeError when the lists of a group differ in length, or the groups in their number of covariates */
export function check(...groups: readonly Adjusted[]): void {
  for (const { outcomes, covariates } of groups) {
    if (covariates.length !== groups[0]!.covariates.length)
      throw new RangeError(
        `one group has ${groups[0]!.covariates.length} covariates, another ${covariates.length}`,
      );
    for (const values of covariates) {
      if (values.length !== outcomes.length)
        throw new RangeError(
          `there are ${values.length} values of a covariate for ${outcomes.length} outcomes`,
        );
    }
  }
}

function weightedMean(one: Summary, zero: Summary): number {
  return zero.mean + ((one.mean - zero.mean) * one.learners) / (one.learners + zero.learners);
}
