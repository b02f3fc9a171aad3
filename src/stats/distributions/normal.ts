/** Quantiles of the standard normal distribution. */
import { upperGamma } from './gamma.js';

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
const EPSILON = 1e-14;

/**
 * z with P(Z <= z) = p, such as 1.959964 for .975; to about 13 digits.
 * @throws RangeError unless 0 < p < 1
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1))
    throw new RangeError(`the probability of a normal quantile is ${p}; it must be above 0 and below 1`);
  return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p);
}

/** Newton's method on the logarithm of the tail, which is concave: it converges from any start. */
function upperQuantile(tail: number): number {
  let z = 0;
  let step = 1;
  while (Math.abs(step) > EPSILON * Math.max(1, z)) {
    const current = upperGamma(0.5, (z * z) / 2) / 2;
    const density = Math.exp((-z * z) / 2) / ROOT_TWO_PI;
    const next = Math.max(0, z + (Math.log(current / tail) * current) / density);
    step = next - z;
    z = next;
  }
  return z;
}
