/** Intervals that hold however often one looks: asymptotic confidence sequences. */
import { normalQuantile } from '../distributions/normal.js';
import { tQuantile } from '../distributions/student-t.js';
import type { Effect } from './effect.js';

/**
 * Turns an effect of a single look into one that holds at all looks together: all of the intervals that such a series of looks
 * gives contain the true effect with the probability `level`, however many looks there are and whenever one stops
 * (I. Waudby-Smith et al., Annals of Statistics 52:2613, 2024, arXiv 2103.06476, equation 9; GrowthBook uses the same).
 * The bounds move away from the estimate by `anytimeFactor` over the normal quantile, which keeps the form of Newcombe's
 * intervals and what t adds in small groups. The p value is the always-valid one of the same sequence.
 * @param learners of both groups at this look
 * @param planned learners of both groups for which the interval is narrowest; about 1.55 times as wide there as one
 *   that holds at one look
 * @throws RangeError when the effect already holds at every look, or a number of learners is not above 0
 */
export function anytime<T extends Effect>(effect: T, learners: number, planned: number): T {
  if (effect.planned !== undefined) throw new RangeError('the effect already holds at every look');
  const { estimate, level, lower, upper } = effect;
  const z = normalQuantile(1 - (1 - level) / 2);
  const widening = anytimeFactor(learners, planned, level) / z;
  // In units of the bound on the side of 0, so that p is below 1 - level exactly when 0 is outside of the interval.
  const distance = (z * estimate) / (estimate < 0 ? upper - estimate : estimate - lower);
  return {
    ...effect,
    lower: estimate - widening * (estimate - lower),
    upper: estimate + widening * (upper - estimate),
    pValue: anytimeP(estimate === 0 ? 0 : distance, learners, planned, level),
    planned,
  };
}

/**
 * The half-width of the sequence in standard errors, instead of the normal quantile:
 * √(2 (nρ² + 1) / (nρ²) · ln(√(nρ² + 1) / α)), with ρ as `tuning` has it.
 * @tested the tests compare it with the published formula
 */
export function anytimeFactor(learners: number, planned: number, level: number): number {
  const grown = tuning(learners, planned, level);
  return Math.sqrt(((2 * (grown + 1)) / grown) * Math.log(Math.sqrt(grown + 1) / (1 - level)));
}

/** nρ², where ρ makes the sequence narrowest at the planned number (equation 161 of the preprint). */
function tuning(learners: number, planned: number, level: number): number {
  for (const count of [learners, planned]) {
    if (!(count > 0)) throw new RangeError(`the number of learners is ${count}; it must be above 0`);
  }
  const log = -2 * Math.log(1 - level);
  return (learners / planned) * (log + Math.log(log + 1));
}

/** The smallest alpha, with ρ unchanged, whose interval leaves out 0. */
function anytimeP(distance: number, learners: number, planned: number, level: number): number {
  const grown = tuning(learners, planned, level);
  return Math.min(1, Math.sqrt(grown + 1) * Math.exp((-(distance ** 2) * grown) / (2 * (grown + 1))));
}

/**
 * How many learners both groups together need for the effect `smallest` to be told from 0 with probability `power`, when
 * they vary as these learners do and the groups keep their proportion: n · ((critical value + z[power]) · standard error /
 * smallest)². The standard error is the one that the interval shows, so it holds for every method; of clusters
 * as many more are needed. Normal approximation, rounded up.
 * @param smallest in the unit of the estimate
 * @throws RangeError unless smallest is above 0 and 0 < power < 1
 */
export function learnersNeeded(effect: Effect, smallest: number, power = 0.8): number {
  if (!(smallest > 0)) throw new RangeError(`the smallest effect is ${smallest}; it must be above 0`);
  const { level, lower, upper, degreesOfFreedom, planned } = effect;
  const learners = effect.treated.learners + effect.control.learners;
  const z = normalQuantile(1 - (1 - level) / 2);
  const widening = planned === undefined ? 1 : anytimeFactor(learners, planned, level) / z;
  const standardError = (upper - lower) / 2 / widening / tQuantile(1 - (1 - level) / 2, degreesOfFreedom);
  // With looks the experiment ends near the planned number, where the sequence is narrowest.
  const critical = planned === undefined ? z : anytimeFactor(planned, planned, level);
  return Math.ceil(learners * (((critical + normalQuantile(power)) * standardError) / smallest) ** 2);
}
