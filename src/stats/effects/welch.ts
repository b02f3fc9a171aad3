/** The difference of two means by Welch's method, which does not assume equal variances. */
import { armOf, type Effect, requireLearners, withInterval } from './effect.js';
import { type Summary, summaryOf, type Values } from './sample.js';

/**
 * Mean of the treated minus mean of the control, with the t interval of B. L. Welch (Biometrika 34:28, 1947): standard
 * error √(s₁²/n₁ + s₀²/n₀), degrees of freedom by Welch and Satterthwaite.
 * @throws NotEstimable below two learners in a group, or when the outcomes of both groups do not vary
 * @example welch([3, 5, 4], [2, 3, 2]).estimate // 1.6666666666666665
 */
export function welch(treated: Values, control: Values, level = 0.95): Effect {
  return welchOf(summaryOf(treated), summaryOf(control), level);
}

/** The same, from counts, means and variances. */
export function welchOf(treated: Summary, control: Summary, level = 0.95): Effect {
  requireLearners(2, treated.learners, control.learners);
  const parts = [treated, control].map(({ learners, variance }) => ({
    square: variance / learners,
    degrees: learners - 1,
  }));
  return withInterval(
    {
      method: 'welch',
      estimate: treated.mean - control.mean,
      standardError: Math.sqrt(parts.reduce((sum, { square }) => sum + square, 0)),
      degreesOfFreedom: satterthwaite(parts),
      treated: armOf(treated),
      control: armOf(control),
    },
    level,
  );
}

/** The degrees of freedom of a sum of independent squared standard errors (F. Satterthwaite, 1946). */
export function satterthwaite(
  parts: readonly { readonly square: number; readonly degrees: number }[],
): number {
  const total = parts.reduce((sum, { square }) => sum + square, 0);
  // Shares of the total, since squares of tiny variances underflow.
  return 1 / parts.reduce((sum, { square, degrees }) => sum + (square / total) ** 2 / degrees, 0);
}
