import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newcombe } from '../../../src/stats/effects/newcombe.js';
import { expectNumbers } from '../close.js';

const of = (successes: number, learners: number) => ({ successes, learners });

describe('newcombe', () => {
  test("Newcombe's own example, 56 of 70 and 48 of 80", () => {
    const effect = newcombe(of(56, 70), of(48, 80));
    expectNumbers(effect, { lower: 0.052431472402, upper: 0.333872654037, pValue: 0.008045081368 });
    expectNumbers(effect, { estimate: 0.2, standardError: Math.sqrt(0.16 / 70 + 0.24 / 80) }, 1e-14);
  });

  test.each([
    // Table II of R. G. Newcombe, Statistics in Medicine 17:873 (1998), method 10, four decimals.
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%i of %i and %i of %i: %d to %d', (a, m, b, n, lower, upper) => {
    const effect = newcombe(of(a, m), of(b, n));
    expect(effect.lower).toBeCloseTo(lower, 4);
    expect(effect.upper).toBeCloseTo(upper, 4);
  });

  test('few expected successes get the exact p value', () => {
    // R 4.2.2: fisher.test(matrix(c(9, 1, 3, 7), 2))$p.value
    expectNumbers(newcombe(of(9, 10), of(3, 10)), { pValue: 0.01976661109788043 });
  });

  test('is antisymmetric, and stays within -1 and 1', () => {
    const group = fc.nat(40).chain((n) => fc.nat(n).map((k) => of(k, n + 1)));
    fc.assert(
      fc.property(group, group, (one, two) => {
        const [there, back] = [newcombe(one, two), newcombe(two, one)];
        expect(there.lower + back.upper).toBeCloseTo(0, 13);
        expect(there.lower).toBeGreaterThanOrEqual(-1);
        expect(there.upper).toBeLessThanOrEqual(1 + 1e-15);
        expect(there.lower).toBeLessThanOrEqual(there.estimate);
        expect(there.pValue).toBeCloseTo(back.pValue, 12);
      }),
    );
  });

  test('refuses counts that are not counts', () => {
    expect(() => newcombe(of(3, 2), of(1, 2))).toThrow('there are 3 successes of 2 learners');
    expect(() => newcombe(of(0.5, 2), of(1, 2))).toThrow('a count is 0.5');
    expect(() => newcombe(of(0, 0), of(1, 2))).toThrow('a group has 0 learners with an outcome');
  });
});
