import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  compare,
  type Fraction,
  fraction,
  fractionText,
  ONE,
  subtract,
  sum,
  toNumber,
  ZERO,
} from '../../src/portion/fraction.js';

const anyFraction = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 30n }))
  .map(([numerator, denominator]) => fraction(numerator, denominator));

describe('fraction', () => {
  test('is in lowest terms with a positive denominator', () => {
    expect(fraction(6n, -8n)).toEqual({ numerator: -3n, denominator: 4n });
    expect(fraction(0n, -8n)).toEqual(ZERO);
    expect(fraction(-8n, -8n)).toEqual(ONE);
    expect(fraction(5n)).toEqual({ numerator: 5n, denominator: 1n });
  });

  test('refuses the denominator 0', () => {
    expect(() => fraction(1n, 0n)).toThrow(RangeError);
  });

  test('sums are exact in any order', () => {
    fc.assert(
      fc.property(fc.array(anyFraction, { maxLength: 8 }), (list) => {
        expect(sum(list)).toEqual(sum([...list].reverse()));
        expect(list.reduce(subtract, sum(list))).toEqual(ZERO);
      }),
    );
  });

  test('compare is the sign of the difference', () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, (a, b) => {
        const { numerator } = subtract(a, b);
        expect(compare(a, b)).toBe(numerator < 0n ? -1 : numerator > 0n ? 1 : 0);
        expect(compare(a, a)).toBe(0);
        expect(compare(add(a, fraction(1n, 10n ** 40n)), a)).toBe(1);
      }),
    );
  });
});

describe('toText', () => {
  test.each([
    [fraction(1n, 4n), '0.25'],
    [fraction(1n, 3n), '1/3'],
    [fraction(-1n, 8n), '-0.125'],
    [fraction(-7n, 6n), '-7/6'],
    [fraction(0n), '0'],
    [fraction(12n), '12'],
    [fraction(-12n), '-12'],
    [fraction(1n, 10n ** 20n), '0.00000000000000000001'],
    [fraction(1n, 50n), '0.02'],
  ])('%o', (value, text) => {
    expect(fractionText(value)).toBe(text);
  });
});

describe('toNumber', () => {
  test('returns the double of a decimal', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.integer({ min: 0, max: 12 }),
        (digits, places) => {
          const value = fraction(BigInt(digits), 10n ** BigInt(places));
          expect(toNumber(value)).toBe(Number(`${digits}e-${places}`) + 0);
        },
      ),
    );
  });

  test('thirds and sevenths are the nearest doubles', () => {
    expect(toNumber(fraction(1n, 3n))).toBe(1 / 3);
    expect(toNumber(fraction(22n, 7n))).toBe(22 / 7);
    expect(toNumber(fraction(-22n, 7n))).toBe(-22 / 7);
  });

  test('huge terms do not overflow', () => {
    const huge = 10n ** 400n;
    expect(toNumber(fraction(huge, 3n * huge + 1n))).toBe(1 / 3);
    expect(toNumber(fraction(3n * huge + 1n, huge))).toBe(3);
    expect(toNumber(fraction(1n, 3n * huge))).toBe(0);
    expect(toNumber(fraction(-huge, 3n))).toBe(Number.NEGATIVE_INFINITY);
  });

  test('no other double is nearer', () => {
    const exactly = (double: number) => {
      const bits = Math.floor(Math.log2(Math.abs(double)));
      const scale = 2 ** Math.max(0, 52 - bits);
      return fraction(BigInt(double * scale), BigInt(scale));
    };
    const distance = (a: Fraction, b: Fraction) => {
      const difference = subtract(a, b);
      return compare(difference, ZERO) < 0 ? subtract(ZERO, difference) : difference;
    };
    const term = fc.bigInt({ min: 10n ** 25n, max: 10n ** 30n });
    fc.assert(
      fc.property(term, term, (numerator, denominator) => {
        const value = fraction(numerator, denominator);
        const double = toNumber(value);
        const error = distance(value, exactly(double));
        for (const other of [double * (1 + Number.EPSILON), double * (1 - Number.EPSILON)]) {
          if (other !== double)
            expect(compare(error, distance(value, exactly(other)))).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});
