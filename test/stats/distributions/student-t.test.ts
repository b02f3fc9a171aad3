import { describe, expect, test } from 'vitest';
import { fUpperTail, tQuantile, tUpperTail, twoSidedP } from '../../../src/stats/distributions/student-t.js';
import { expectRelative } from '../close.js';

describe('tQuantile', () => {
  // R 4.2.2: qt(.975, df)
  test.each([
    [1, 12.70620473617469],
    [2, 4.30265272974946],
    [5, 2.57058183563631],
    [17.7764735161785, 2.1028172415698],
    [1000, 1.96233908082641],
    [1e6, 1.95996635681411],
    [Number.POSITIVE_INFINITY, 1.95996398454005],
  ])('of .975 with %d degrees of freedom: %d', (degrees, t) => {
    expectRelative(tQuantile(0.975, degrees), t, 1e-13);
    expectRelative(tQuantile(0.025, degrees), -t, 1e-12);
  });

  test('of one half is 0', () => {
    expect(tQuantile(0.5, 3)).toBe(0);
  });

  test('reverses the tail, from a tenth of a degree to thousand millions', () => {
    for (const degrees of [0.5, 1, 1.5, 3, 30, 1e4, 1e9]) {
      for (const p of [0.4999, 0.3, 0.05, 1e-4, 1e-9]) {
        expectRelative(tUpperTail(-tQuantile(p, degrees), degrees), p, 1e-12);
      }
    }
  });

  test.each([
    [0, 5],
    [1, 5],
    [0.9, 0],
    [0.9, Number.NaN],
  ])('refuses the probability %d with %d degrees', (p, degrees) => {
    expect(() => tQuantile(p, degrees)).toThrow(RangeError);
  });
});

describe('tUpperTail', () => {
  // R 4.2.2: pt(-t, df)
  test.each([
    [40, 1000, 5.23942607758644e-210],
    [40, 100, 1.23105380107004e-63],
    [10, 1e5, 7.81650765010371e-24],
    [1000, 100, 3.95980930397411e-202],
  ])('of %d with %d degrees of freedom: %d', (t, degrees, p) => {
    expectRelative(tUpperTail(t, degrees), p, 1e-12);
  });

  test('with one degree it is the Cauchy distribution, with two it is algebraic', () => {
    for (const t of [1e-6, 0.3, 1, 2, 50, 1e6]) {
      expectRelative(tUpperTail(t, 1), Math.atan(1 / t) / Math.PI, 1e-12);
      const root = Math.sqrt(2 + t * t);
      expectRelative(tUpperTail(t, 2), 1 / (root * (root + t)), 1e-12);
    }
  });

  test('of a negative value is the rest', () => {
    expect(tUpperTail(-1.5, 7)).toBeCloseTo(1 - tUpperTail(1.5, 7), 15);
    expect([twoSidedP(0, 7), twoSidedP(Number.POSITIVE_INFINITY, 7)]).toEqual([1, 0]);
  });
});

describe('fUpperTail', () => {
  // R 4.2.2: pf(f, df1, df2, lower.tail = FALSE)
  test.each([
    [2, 50, 200, 0.000416739993948162],
    [1, 7.5, 17.1, 0.467513482181623],
    [20, 7.5, 1e5, 9.49022489844754e-29],
    [20, 50, 1e5, 6.82487134023559e-176],
  ])('of %d with %d and %d degrees of freedom: %d', (f, numerator, denominator, p) => {
    expectRelative(fUpperTail(f, numerator, denominator), p, 1e-12);
  });

  test('with one degree above it is the square of t', () => {
    for (const t of [0.1, 1, 2.5, 30]) expectRelative(fUpperTail(t * t, 1, 12.5), twoSidedP(t, 12.5), 1e-13);
    expect([fUpperTail(0, 2, 9), fUpperTail(Number.POSITIVE_INFINITY, 2, 9)]).toEqual([1, 0]);
  });
});
