/** The binomial distribution: how many of n learners a group of a given share will have. */
import { logGamma } from './gamma.js';

/** Beyond this many standard deviations a tail has a probability below 1e-20. */
const FARTHEST = 10;

/**
 * The central range of sizes of a group with the share `p` among `n` learners: the quantiles of Binomial(n, p) at (1 -
 * level) / 2 and at 1 - (1 - level) / 2, exact up to rounding. Sizes below the first, and sizes above the second, each
 * have a probability of at most (1 - level) / 2. Takes about 20 standard deviations of steps.
 * @throws RangeError unless n is a whole number of at least 0, 0 <= p <= 1 and 0 < level < 1
 * @example
 * console.log(binomialRange(1000, 0.5)); // → [ 469, 531 ]
 */
export function binomialRange(n: number, p: number, level = 0.95): readonly [low: number, high: number] {
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError(`${n} learners: it must be a whole number of at least 0`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`the share is ${p}; it must be from 0 to 1`);
  if (!(level > 0 && level < 1))
    throw new RangeError(`the level is ${level}; it must be above 0 and below 1`);
  if (n === 0 || p === 0) return [0, 0];
  if (p === 1) return [n, n];
  const tail = (1 - level) / 2;
  return [lowQuantile(n, p, tail), n - lowQuantile(n, 1 - p, tail)];
}

/** The smallest k with P(X <= k) >= tail. */
function lowQuantile(n: number, p: number, tail: number): number {
  const reach = FARTHEST * Math.sqrt(n * p * (1 - p)) + FARTHEST;
  let k = Math.max(0, Math.floor(n * p - reach));
  let chance = Math.exp(
    logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p),
  );
  let total = chance;
  while (total < tail && k < n) {
    chance *= ((n - k) / (k + 1)) * (p / (1 - p));
    k += 1;
    total += chance;
  }
  return k;
}
