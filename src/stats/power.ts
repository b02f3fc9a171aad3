/** The power of an experiment: the smallest difference that groups of given sizes detect, and the sizes for a difference. */
import { normalQuantile } from './distributions/normal.js';

/**
 * The smallest standardised effect (Cohen's d: the difference of two means in standard deviations) that a two-sided
 * test at `alpha` detects with probability `power`: d = (z[1 - alpha/2] + z[power]) * sqrt(1/first + 1/second), the
 * normal approximation (J. Cohen, Statistical Power Analysis, 1988, chapter 2). At the defaults the sum of the two
 * exact quantiles is 1.95996 + 0.84162 = 2.80159, often rounded to 2.80.
 * @param first,second learners in the two groups
 * @tested the tests compare it with Cohen's own figures, which have no groups
 * @throws RangeError when a size is below 1, or alpha or power is not between 0 and 1
 * @example
 * console.log(smallestEffect(500, 500).toFixed(3)); // → 0.177
 */
export function smallestEffect(first: number, second: number, alpha = 0.05, power = 0.8): number {
  for (const size of [first, second]) {
    if (!(size >= 1)) throw new RangeError(`a group has ${size} learners; it must have at least 1`);
  }
  const z = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  return z * Math.sqrt(1 / first + 1 / second);
}

/**
 * The number of learners that two groups together need to detect a standardised effect: the inverse of `smallestEffect`,
 * with the z²/2 learners that the t distribution costs (W. Guenther, The American Statistician 35:243, 1981). Rounded up.
 * @param effect the difference of two means in standard deviations; of two shares divide it by √(p (1 - p)), p their mean
 * @param portion of the treated among the learners of both groups
 * @throws RangeError when the effect is not above 0, or portion, alpha or power is not between 0 and 1
 * @reserved for planning an experiment
 */
export function learnersFor(effect: number, portion = 0.5, alpha = 0.05, power = 0.8): number {
  if (!(effect > 0)) throw new RangeError(`the effect is ${effect}; it must be above 0`);
  if (!(portion > 0 && portion < 1))
    throw new RangeError(`the portion is ${portion}; it must be above 0 and below 1`);
  const critical = normalQuantile(1 - alpha / 2);
  const whole = ((critical + normalQuantile(power)) / effect) ** 2 / (portion * (1 - portion));
  return Math.ceil(whole + critical ** 2 / 2);
}

/** The smallest effect that a pair of groups, given by their indexes, can detect; `null` where one is too small to detect any. */
export interface DetectableEffect {
  readonly pair: readonly [number, number];
  readonly smallest: number | null;
  /** The number of pairs that are compared: each is tested at .05 divided by it. */
  readonly pairs: number;
}

/**
 * Every pair of groups that expect learners, with the smallest effect that it can detect however the other pairs come out:
 * of m pairs, Holm's adjustment (`holm`) tests the first at alpha / m, and the others at no less.
 * @example
 * console.log(pairEffects([500, 300, 200]).length); // → 3
 */
export function pairEffects(expected: readonly number[]): DetectableEffect[] {
  const groups = expected.filter((size) => size > 0).length;
  const pairs = (groups * (groups - 1)) / 2;
  return expected.flatMap((first, i) =>
    expected.slice(i + 1).flatMap((second, offset): DetectableEffect[] => {
      const pair = [i, i + 1 + offset] as const;
      if (first === 0 || second === 0) return [];
      const smallest = first < 1 || second < 1 ? null : smallestEffect(first, second, 0.05 / pairs);
      return [{ pair, smallest, pairs }];
    }),
  );
}
