/** The regularised incomplete beta function, from which the p values of t and F are computed. */
import { logGamma } from './gamma.js';

const EPSILON = 4e-16;
const TINY = 1e-300;
/** Convergence takes about sqrt(max(a, b)) steps; this allows a and b of 10^12. */
const MOST_STEPS = 10_000_000;

/**
 * I(x; a, b), the probability that a beta variable is at most x, for a and b above 0. The continued fraction of
 * A. DiDonato and A. Morris (ACM TOMS 18:360, 1992, equation 9) by Lentz' method, on the side of the mean where it converges. Relative error about 1e-13, in the far tails too.
 * @param x from 0 to 1
 * @param y 1 - x, given by the caller so that no digits are lost where x is close to 1
 */
export function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const prefix = betaPrefix(x, y, a, b);
  return a * y > b * x ? prefix * fraction(x, y, a, b) : 1 - prefix * fraction(y, x, b, a);
}

/** x^a y^b / B(a, b); written with deviances, since the logarithms of large gamma functions cancel. */
function betaPrefix(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const root = Math.sqrt((a * b) / (2 * Math.PI * n));
  const correction = stirlingError(n) - stirlingError(a) - stirlingError(b);
  return root * Math.exp(correction - deviance(a, n * x) - deviance(b, n * y));
}

/** a ln(a / m) + m - a, without cancellation where a is close to m (C. Loader, 2000). */
function deviance(a: number, m: number): number {
  const difference = a - m;
  if (Math.abs(difference) > 0.1 * (a + m)) return a * Math.log(a / m) - difference;
  const v = difference / (a + m);
  const square = v * v;
  let total = difference * v;
  let term = 2 * a * v;
  for (let k = 1; ; k += 1) {
    term *= square;
    const next = total + term / (2 * k + 1);
    if (next === total) return total;
    total = next;
  }
}

/** ln Γ(n) - ((n - 1/2) ln n - n + ln sqrt(2π)): what Stirling's formula leaves (DLMF 5.11.1). */
function stirlingError(n: number): number {
  if (n < 15) return logGamma(n) - ((n - 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI));
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n;
}

/** Without its factor before; the form of DiDonato and Morris, in which 1 - x does not cancel. */
function fraction(x: number, y: number, a: number, b: number): number {
  const lambda = a * y - b * x;
  let c = awayFromZero((a / (a + 1)) * (lambda + 1));
  let d = 0;
  let result = c;
  for (let n = 1; n < MOST_STEPS; n += 1) {
    const odd = a + 2 * n - 1;
    const numerator = ((a + n - 1) / odd) * ((a + b + n - 1) / odd) * n * (b - n) * x * x;
    const term = n + (n * (b - n) * x) / odd + ((a + n) / (odd + 2)) * (lambda + 1 + n * (1 + y));
    d = 1 / awayFromZero(term + numerator * d);
    c = awayFromZero(term + numerator / c);
    result *= c * d;
    if (Math.abs(c * d - 1) < EPSILON) return 1 / result;
  }
  throw new RangeError(`the incomplete beta function does not converge for x = ${x}, a = ${a}, b = ${b}`);
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
