/** The difference of two proportions by Newcombe's method. */
import { normalQuantile } from '../distributions/normal.js';
import { independence } from '../tests/chi-square.js';
import { fisherP } from '../tests/fisher.js';
import { checkLevel, type Effect, requireLearners } from './effect.js';

/** Learners with the outcome 1 among all learners of a group. */
interface Proportion {
  readonly successes: number;
  readonly learners: number;
}

/** Four times the usual bound: chi-square without correction is too optimistic below it. */
const SMALLEST_EXPECTATION = 20;

/**
 * Share of the treated minus share of the control. The interval is the hybrid score interval, method 10 of R. G. Newcombe
 * (Statistics in Medicine 17:873, 1998): it stays within -1 and 1 and holds its level with few learners and with shares
 * close to 0 or 1. The p value is Pearson's chi-square where each cell expects at least 20, else Fisher's exact one.
 * The standard error is that of the difference of two independent shares; the interval is not made of it.
 * @throws NotEstimable when a group has no learners
 * @throws RangeError when a count is not a whole number of at least 0, or there are more successes than learners
 * @example newcombe({ successes: 56, learners: 70 }, { successes: 48, learners: 80 }).lower // 0.05243…
 */
export function newcombe(treated: Proportion, control: Proportion, level = 0.95): Effect {
  checkLevel(level);
  for (const group of [treated, control]) check(group);
  requireLearners(1, treated.learners, control.learners);
  const z = normalQuantile(1 - (1 - level) / 2);
  const [one, zero] = [wilson(treated, z), wilson(control, z)];
  const estimate = one.share - zero.share;
  return {
    method: 'newcombe',
    estimate,
    standardError: Math.sqrt(squaredError(treated) + squaredError(control)),
    degreesOfFreedom: Number.POSITIVE_INFINITY,
    level,
    lower: estimate - Math.hypot(one.share - one.lower, zero.upper - zero.share),
    upper: estimate + Math.hypot(one.upper - one.share, zero.share - zero.lower),
    pValue: proportionsP(treated, control),
    treated: { learners: treated.learners, mean: one.share },
    control: { learners: control.learners, mean: zero.share },
  };
}

/** The p value for equal shares in two groups. */
function proportionsP(treated: Proportion, control: Proportion): number {
  const table = [treated, control].map(({ successes, learners }) => [successes, learners - successes]);
  const all = treated.learners + control.learners;
  const rarer = Math.min(table[0]![0]! + table[1]![0]!, table[0]![1]! + table[1]![1]!);
  const smallest = (Math.min(treated.learners, control.learners) * rarer) / all;
  return smallest >= SMALLEST_EXPECTATION ? independence(table).p : fisherP(table[0]!, table[1]!);
}

/** The score interval of one share (E. B. Wilson, 1927). */
function wilson({ successes, learners }: Proportion, z: number) {
  const share = successes / learners;
  const weight = z * z;
  const middle = successes + weight / 2;
  const reach = z * Math.sqrt(successes * (1 - share) + weight / 4);
  return {
    share,
    // Exactly 0 and 1 at the ends, where rounding would leave a trace.
    lower: successes === 0 ? 0 : (middle - reach) / (learners + weight),
    upper: successes === learners ? 1 : (middle + reach) / (learners + weight),
  };
}

function squaredError({ successes, learners }: Proportion): number {
  const share = successes / learners;
  return (share * (1 - share)) / learners;
}

function check({ successes, learners }: Proportion): void {
  for (const count of [successes, learners]) {
    if (!Number.isSafeInteger(count) || count < 0)
      throw new RangeError(`a count is ${count}; it must be a whole number of at least 0`);
  }
  if (successes > learners) throw new RangeError(`there are ${successes} successes of ${learners} learners`);
}
