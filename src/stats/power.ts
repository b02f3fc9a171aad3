/** What an experiment can find out: the smallest difference between two groups that their sizes can show. */
import { normalQuantile } from './normal.js';

/**
 * The smallest standardised effect (Cohen's d: the difference of two means in standard deviations) that a two-sided
 * test at `alpha` finds with the chance `power`: d = (z[1 - alpha/2] + z[power]) * sqrt(1/first + 1/second), the
 * normal approximation (J. Cohen, Statistical Power Analysis, 1988, chapter 2). At the defaults the sum of the two
 * exact quantiles is 1.95996 + 0.84162 = 2.80159, often rounded to 2.80.
 * @param first,second learners in the two groups
 * @throws RangeError when a size is below 1, or alpha or power is not between 0 and 1
 */
export function smallestEffect(first: number, second: number, alpha = 0.05, power = 0.8): number {
  for (const size of [first, second]) {
    if (!(size >= 1)) throw new RangeError(`a group of ${size} learners can show nothing`);
  }
  const z = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  return z * Math.sqrt(1 / first + 1 / second);
}
