import { describe, expect, test } from 'vitest';
import { logGamma, upperGamma } from '../../../src/stats/distributions/gamma.js';

describe('logGamma', () => {
  test('of whole numbers is the logarithm of a factorial', () => {
    let log = 0;
    for (let n = 1; n <= 170; n += 1) {
      log += Math.log(n);
      expect(Math.abs(logGamma(n + 1) - log)).toBeLessThan(1e-13 * Math.max(1, log));
    }
  });

  test.each([
    [0.5, 0.5 * Math.log(Math.PI)],
    [1.5, Math.log(Math.sqrt(Math.PI) / 2)],
    [1, 0],
    [2, 0],
  ])('of %d', (x, value) => {
    expect(logGamma(x)).toBeCloseTo(value, 13);
  });
});

describe('upperGamma', () => {
  test('of a = 1 is the exponential', () => {
    for (const x of [0, 1e-9, 0.1, 1, 1.99, 2, 2.01, 10, 100, 700]) {
      expect(upperGamma(1, x) / Math.exp(-x)).toBeCloseTo(1, 12);
    }
  });

  test('of whole a is the tail of Poisson, below and above the switch of methods', () => {
    for (const a of [2, 3, 10, 50]) {
      for (const x of [0.5, 1, a - 0.1, a, a + 0.9, a + 1, a + 1.1, 2 * a, 5 * a]) {
        let term = Math.exp(-x);
        let total = term;
        for (let n = 1; n < a; n += 1) {
          term *= x / n;
          total += term;
        }
        expect(upperGamma(a, x) / total, `Q(${a}, ${x})`).toBeCloseTo(1, 10);
      }
    }
  });

  test('falls from 1 to 0 and never rises', () => {
    expect(upperGamma(3.5, 0)).toBe(1);
    expect(upperGamma(3.5, Number.POSITIVE_INFINITY)).toBe(0);
    expect(upperGamma(3.5, 5000)).toBe(0);
    let before = 1;
    for (let x = 0.05; x < 40; x += 0.05) {
      const now = upperGamma(3.5, x);
      expect(now).toBeLessThan(before);
      before = now;
    }
  });
});
