import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialRange } from '../../../src/stats/distributions/binomial.js';

/** P(X <= k) for k = 0 … n, with exact binomial coefficients and a rational share: nothing of the code under test. */
function cumulative(n: number, numerator: bigint, denominator: bigint): number[] {
  const whole = denominator ** BigInt(n);
  let coefficient = 1n;
  let total = 0n;
  return Array.from({ length: n + 1 }, (_, k) => {
    if (k > 0) coefficient = (coefficient * BigInt(n - k + 1)) / BigInt(k);
    total += coefficient * numerator ** BigInt(k) * (denominator - numerator) ** BigInt(n - k);
    return Number((total * 10n ** 15n) / whole) / 1e15;
  });
}

describe('the range of 95 of 100 sizes', () => {
  test('fits the sum of binomial coefficients', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 99 }), (n, percent) => {
        const sums = cumulative(n, BigInt(percent), 100n);
        const [low, high] = binomialRange(n, percent / 100);
        // No more than 2.5 % lie outside on either side, and one step further in it would be more.
        expect(low === 0 ? 0 : sums[low - 1]!).toBeLessThanOrEqual(0.025 + 1e-12);
        expect(sums[low]!).toBeGreaterThanOrEqual(0.025 - 1e-12);
        expect(1 - sums[high]!).toBeLessThanOrEqual(0.025 + 1e-12);
        expect(1 - (high === 0 ? 0 : sums[high - 1]!)).toBeGreaterThanOrEqual(0.025 - 1e-12);
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    // R: qbinom(c(.025, .975), n, p)
    [10, 0.5, 2, 8],
    [100, 0.5, 40, 60],
    [1000, 0.3, 272, 329],
    [1_000_000, 0.5, 499_020, 500_980],
  ])('of %i learners with the share %d: %i to %i', (n, p, low, high) => {
    expect(binomialRange(n, p)).toEqual([low, high]);
  });

  test('no learners, no share and the whole share', () => {
    expect([binomialRange(0, 0.5), binomialRange(7, 0), binomialRange(7, 1)]).toEqual([
      [0, 0],
      [0, 0],
      [7, 7],
    ]);
  });

  test('a smaller level gives a narrower range', () => {
    const [low, high] = binomialRange(1000, 0.5, 0.5);
    expect([low > 469, high < 531]).toEqual([true, true]);
  });

  test.each([
    [-1, 0.5, 0.95],
    [1.5, 0.5, 0.95],
    [10, 1.1, 0.95],
    [10, Number.NaN, 0.95],
    [10, 0.5, 1],
  ])('refuses (%d, %d, %d)', (n, p, level) => {
    expect(() => binomialRange(n, p, level)).toThrow(RangeError);
  });
});
