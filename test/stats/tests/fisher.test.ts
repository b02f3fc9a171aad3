import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fisherP, oddsRatio } from '../../../src/stats/tests/fisher.js';
import { expectRelative } from '../close.js';

describe('fisherP', () => {
  // R 4.2.2: fisher.test(…)$p.value
  test.each([
    [[56, 14], [48, 32], 0.012521129749],
    [[3, 1], [1, 3], 0.4857142857142857],
    [[10, 2], [3, 15], 0.0005367241191434731],
    [[0, 10], [0, 10], 1],
    [[0, 0], [3, 4], 1],
  ])('%j and %j: %d', (first, second, p) => {
    expectRelative(fisherP(first, second), p);
  });

  test('large tables neither overflow nor underflow', () => {
    expectRelative(fisherP([400_000, 600_000], [401_000, 599_000]), 0.1494059861496817);
    // Smaller than what binary64 holds with all its digits.
    expectRelative(fisherP([900, 100], [100, 900]), 4.031575670064572e-321, 0.01);
  });

  test('rows and columns may be exchanged', () => {
    const count = fc.nat(30);
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const p = fisherP([a, b], [c, d]);
        expectRelative(fisherP([c, d], [a, b]), p);
        expectRelative(fisherP([a, c], [b, d]), p);
        expect(p).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('oddsRatio', () => {
  test("Newcombe's example, to the four digits that R's root finder has", () => {
    const { estimate, lower, upper } = oddsRatio([56, 14], [48, 32]);
    expect(estimate).toBeCloseTo(2.64919, 4);
    expect(lower).toBeCloseTo(1.2091, 4);
    expect(upper).toBeCloseTo(6.04, 2);
  });

  test('solves its equations: the table of 2 and 2 has closed forms', () => {
    // With two in each row and column the weights are 1, 4 r, r²; the mean is 1 at r = 1.
    const { estimate, lower, upper } = oddsRatio([1, 1], [1, 1], 0.9);
    expectRelative(estimate, 1, 1e-12);
    const atMost = (r: number) => (1 + 4 * r) / (1 + 4 * r + r * r);
    expectRelative(atMost(upper), 0.05, 1e-10);
    expectRelative(1 / lower, upper, 1e-10);
  });

  test('at the ends of a table it is 0 or infinite', () => {
    expect(oddsRatio([0, 5], [5, 0])).toMatchObject({ estimate: 0, lower: 0 });
    expect(oddsRatio([5, 0], [0, 5])).toMatchObject({
      estimate: Number.POSITIVE_INFINITY,
      upper: Number.POSITIVE_INFINITY,
    });
  });
});
