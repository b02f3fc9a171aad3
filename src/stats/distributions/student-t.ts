/** Student's t distribution and the F distribution: tail probabilities and quantiles. */
import { incompleteBeta } from './beta.js';
import { logGamma, upperGamma } from './gamma.js';
import { normalQuantile } from './normal.js';

const EPSILON = 1e-15;
const MOST_STEPS = 200;

/**
 * P(T >= t) for t of any sign, with `degrees` of freedom above 0; they need not be whole, and infinitely many give the
 * normal distribution. Relative error about 1e-13, in the far tail too.
 * @tested the tests compare one tail with R
 */
export function tUpperTail(t: number, degrees: number): number {
  const half = 0.5 * twoSidedP(t, degrees);
  return t >= 0 ? half : 1 - half;
}

/** P(|T| >= |t|), the two-sided p value of a t statistic. */
export function twoSidedP(t: number, degrees: number): number {
  const square = t * t;
  if (degrees === Number.POSITIVE_INFINITY) return upperGamma(0.5, square / 2);
  if (square === Number.POSITIVE_INFINITY) return 0;
  return incompleteBeta(degrees / (degrees + square), square / (degrees + square), degrees / 2, 0.5);
}

/**
 * t with P(T <= t) = p, such as 2.570582 for .975 and 5 degrees.
 * @throws RangeError unless 0 < p < 1 and there are degrees of freedom
 */
export function tQuantile(p: number, degrees: number): number {
  if (!(degrees > 0)) throw new RangeError(`there are ${degrees} degrees of freedom; it must be more than 0`);
  const normal = normalQuantile(p);
  if (degrees === Number.POSITIVE_INFINITY || normal === 0) return normal;
  const upper = tailQuantile(p < 0.5 ? p : 1 - p, degrees, Math.abs(normal));
  return p < 0.5 ? -upper : upper;
}

/**
 * Newton's method for ln P(T >= e^u) as a function of u, which is concave: whatever the start, it converges. The normal
 * quantile is below the one of t.
 */
function tailQuantile(tail: number, degrees: number, start: number): number {
  let t = start;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const current = tUpperTail(t, degrees);
    const change = (Math.log(current / tail) * current) / (t * density(t, degrees));
    t *= Math.exp(change);
    if (Math.abs(change) < 4 * EPSILON) break;
  }
  return t;
}

/** Up to rounding only the speed of Newton's method depends on it; hence logarithms that cancel are good enough. */
function density(t: number, degrees: number): number {
  const half = degrees / 2;
  // Γ(half + 1/2) / Γ(half), by the expansion of DLMF 5.11.13 for large values.
  const ratio =
    half > 100 ? Math.sqrt(half) * (1 - 1 / (8 * half)) : Math.exp(logGamma(half + 0.5) - logGamma(half));
  return (ratio / Math.sqrt(Math.PI * degrees)) * Math.exp(-(half + 0.5) * Math.log1p((t * t) / degrees));
}

/** P(F >= f) with two kinds of degrees of freedom, which need not be whole. @tested the tests compare it with R */
export function fUpperTail(f: number, numerator: number, denominator: number): number {
  if (f <= 0) return 1;
  if (f === Number.POSITIVE_INFINITY) return 0;
  const explained = numerator * f;
  const whole = explained + denominator;
  return incompleteBeta(denominator / whole, explained / whole, denominator / 2, numerator / 2);
}
