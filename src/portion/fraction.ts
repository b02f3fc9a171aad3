/** Exact rational numbers, so that portions are added and compared without the error of binary floats. */

/** numerator / denominator, in lowest terms; the denominator is positive. In JSON it is the text of `fractionText`. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** JSON has no whole numbers of any size. */
class ExactFraction implements Fraction {
  constructor(
    readonly numerator: bigint,
    readonly denominator: bigint,
  ) {}

  toJSON(): string {
    return fractionText(this);
  }
}

/** More bits than the 53 of binary64. */
const QUOTIENT_BITS = 64;

export const ZERO: Fraction = new ExactFraction(0n, 1n);
export const ONE: Fraction = new ExactFraction(1n, 1n);

/** @throws RangeError when the denominator is 0 */
export function fraction(numerator: bigint, denominator = 1n): Fraction {
  if (denominator === 0n) throw new RangeError('a fraction with the denominator 0');
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = greatestCommonDivisor(numerator, denominator) * sign;
  return new ExactFraction(numerator / divisor, denominator / divisor);
}

export function add(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return add(a, { numerator: -b.numerator, denominator: b.denominator });
}

/** Negative when a < b, 0 when equal, positive when a > b. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function sum(fractions: Iterable<Fraction>): Fraction {
  let total = ZERO;
  for (const each of fractions) total = add(total, each);
  return total;
}

/** The nearest binary64 number. */
export function toNumber(value: Fraction): number {
  const decimal = decimalText(value);
  if (decimal !== undefined) return Number(decimal);
  const { numerator, denominator } = value;
  const magnitude = numerator < 0n ? -numerator : numerator;
  const shift = Math.max(0, QUOTIENT_BITS + bitLength(denominator) - bitLength(magnitude));
  const scaled = magnitude << BigInt(shift);
  // The last bit records that a remainder was cut off, so that Number() rounds once and correctly.
  const quotient = Number((scaled / denominator) | (scaled % denominator === 0n ? 0n : 1n));
  const halved = quotient / 2 ** Math.floor(shift / 2) / 2 ** Math.ceil(shift / 2);
  return numerator < 0n ? -halved : halved;
}

/**
 * `0.25`, or `1/3` where no finite decimal is exact.
 * @example
 * console.log(fractionText({ numerator: 1n, denominator: 3n })); // → 1/3
 */
export function fractionText(value: Fraction): string {
  return decimalText(value) ?? `${value.numerator}/${value.denominator}`;
}

function decimalText({ numerator, denominator }: Fraction): string | undefined {
  let rest = denominator;
  let twos = 0;
  let fives = 0;
  while (rest % 2n === 0n) {
    rest /= 2n;
    twos += 1;
  }
  while (rest % 5n === 0n) {
    rest /= 5n;
    fives += 1;
  }
  if (rest !== 1n) return undefined;
  const places = Math.max(twos, fives);
  const units = (numerator * 10n ** BigInt(places)) / denominator;
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** An upper bound, at most 3 above the exact number of bits. */
function bitLength(value: bigint): number {
  return value.toString(16).length * 4;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
