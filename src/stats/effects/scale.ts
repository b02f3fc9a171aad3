/** Effects on other scales: as a share of the control's mean, and in standard deviations. */
import { logGamma } from '../distributions/gamma.js';
import { armOf, type Effect, NotEstimable, requireLearners, withInterval } from './effect.js';
import { type Summary, summaryOf, type Values } from './sample.js';
import { welchOf } from './welch.js';

/**
 * The difference of two means divided by the control's mean, such as .12 for 12 % more; its standard error by the delta
 * method, √(v₁/m₀² + v₀m₁²/m₀⁴) with v = s²/n, which takes the control's mean as uncertain, too (the form of GrowthBook).
 * @throws NotEstimable as `welch`, and when the control's mean is not above 0
 * @reserved for effects in per cent
 */
export function relative(treated: Values, control: Values, level = 0.95): Effect {
  return relativeOf(summaryOf(treated), summaryOf(control), level);
}

/** The same, from counts, means and variances. @reserved */
export function relativeOf(treated: Summary, control: Summary, level = 0.95): Effect {
  requireLearners(2, treated.learners, control.learners);
  if (!(control.mean > 0))
    throw new NotEstimable(
      'zero-control',
      `the control's mean is ${control.mean}; a share of it is not defined`,
    );
  const ratio = treated.mean / control.mean;
  const [one, zero] = [treated, control].map(
    ({ variance, learners }) => variance / learners / control.mean ** 2,
  );
  return withInterval(
    {
      method: 'relative',
      estimate: (treated.mean - control.mean) / control.mean,
      standardError: Math.sqrt(one! + zero! * ratio ** 2),
      degreesOfFreedom: welchOf(treated, control, level).degreesOfFreedom,
      treated: armOf(treated),
      control: armOf(control),
    },
    level,
  );
}

/** An effect in standard deviations of the outcome. */
interface StandardisedEffect {
  /** Cohen's d: the estimate divided by the standard deviation, pooled over the two groups. */
  readonly d: number;
  /** J, what d is too large by in small groups. */
  readonly correction: number;
  /** Hedges' g = J · d. */
  readonly g: number;
  /** The bounds of the effect's interval, scaled as g is: the standard deviation is taken as known. */
  readonly lower: number;
  readonly upper: number;
}

/**
 * L. Hedges' g (Journal of Educational Statistics 6:107, 1981), J = Γ(m/2) / (√(m/2) Γ((m-1)/2)) with m = n₁ + n₀ - 2.
 * The standard deviation is that of the outcomes themselves, so that effects with covariates or clusters can be compared
 * with others.
 * @param effect of any method, in the unit of the outcomes
 * @throws NotEstimable below two learners in a group, or when the outcomes do not vary within groups
 */
export function standardised(effect: Effect, treated: Values, control: Values): StandardisedEffect {
  const [one, zero] = [summaryOf(treated), summaryOf(control)];
  requireLearners(2, one.learners, zero.learners);
  const degrees = one.learners + zero.learners - 2;
  const squares = one.variance * (one.learners - 1) + zero.variance * (zero.learners - 1);
  if (!(squares > 0)) throw constant(degrees + 2);
  const deviation = Math.sqrt(squares / degrees);
  const correction = hedgesCorrection(degrees);
  const scaled = (value: number) => (correction * value) / deviation;
  return {
    d: effect.estimate / deviation,
    correction,
    g: scaled(effect.estimate),
    lower: scaled(effect.lower),
    upper: scaled(effect.upper),
  };
}

function hedgesCorrection(degrees: number): number {
  const half = degrees / 2;
  // The logarithms cancel for large values; DLMF 5.11.13 has the series.
  if (half > 100) {
    const u = 1 / half;
    return 1 - u * (3 / 8 + u * (7 / 128 + u * (9 / 1024 - (u * 59) / 32768)));
  }
  return Math.exp(logGamma(half) - logGamma(half - 0.5)) / Math.sqrt(half);
}

/**
 * The standardised difference of a covariate, (m₁ - m₀) / √((s₁² + s₀²) / 2): how balanced the groups are. Beyond .25 in size
 * the What Works Clearinghouse requires more than adjustment (Standards Handbook 5.0); .1 is a common bound for randomised
 * groups.
 * @returns 0 when the covariate has one value, infinite when it differs between groups that do not vary
 * @throws NotEstimable below two learners in a group
 */
export function standardisedDifference(treated: Values, control: Values): number {
  const [one, zero] = [summaryOf(treated), summaryOf(control)];
  requireLearners(2, one.learners, zero.learners);
  const difference = one.mean - zero.mean;
  return difference === 0 ? 0 : difference / Math.sqrt((one.variance + zero.variance) / 2);
}

function constant(learners: number): NotEstimable {
  return new NotEstimable(
    'no-variation',
    `the outcomes of the ${learners} learners do not vary within groups`,
  );
}
