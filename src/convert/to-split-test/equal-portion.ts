/** Portions that are equal: when they count as such, and how 1/n is written so that Open edX's addition takes it. */
import { compare, type Fraction, fraction, subtract } from '../../portion/fraction.js';
import { floatSum, portionOf, pythonFloatText, readPortion } from '../../portion/portion.js';

/** Portions this close to one another are the same: it is what rounding to nine decimals leaves. */
export const NEGLIGIBLE: Fraction = fraction(1n, 10n ** 9n);

/** Digits that survive `str(float)` of Python 2, which wrote the old exports. */
const DIGITS = 12;

/** Are all portions within 1e-9 of 1/n? */
export function areEqual(portions: readonly Fraction[]): boolean {
  const share = fraction(1n, BigInt(portions.length));
  return portions.every((portion) => isNear(portion, share));
}

export function isNear(a: Fraction, b: Fraction, tolerance: Fraction = NEGLIGIBLE): boolean {
  const difference = subtract(a, b);
  const size = difference.numerator < 0n ? subtract(b, a) : difference;
  return compare(size, tolerance) <= 0;
}

interface EqualPortion {
  readonly text: string;
  /** Is something left over, so that the block needs a `<default/>`? */
  readonly leavesRest: boolean;
}

/**
 * 1/n as a portion for each of n groups. Exact where that adds up to exactly 1, in decimals and in binary floats;
 * else rounded down to 12 digits, so that the sum stays below 1 by less than 1e-9 on every Python.
 */
export function equalPortion(n: number): EqualPortion {
  const exact = portionOf(fraction(1n, BigInt(n)));
  const plain = pythonFloatText(exact.float);
  const all = Array.from({ length: n }, () => readPortion(plain));
  if (!exact.text.includes('/') && floatSum(all) === 1) return { text: plain, leavesRest: false };
  return { text: roundedDown(n), leavesRest: true };
}

/** The largest number below 1/n with 12 significant digits. */
function roundedDown(n: number): string {
  const zeros = String(n - 1).length - 1;
  const places = DIGITS + zeros;
  const scale = 10n ** BigInt(places);
  const units = (scale - 1n) / BigInt(n);
  return `0.${units.toString().padStart(places, '0')}`.replace(/0+$/, '');
}
