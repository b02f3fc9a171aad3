import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { multinomialP, outcomeCount } from '../../../src/stats/distributions/multinomial.js';

describe('outcomeCount', () => {
  test.each([
    [10, 1, 1],
    [10, 2, 11],
    [3, 3, 10],
    [0, 5, 1],
    [100, 4, 176_851],
    [1000, 3, 501_501],
  ])('%d learners in %d groups: %d', (total, groups, count) => {
    expect(outcomeCount(total, groups)).toBe(count);
  });
});

describe('multinomialP', () => {
  test.each([
    [[8, 2], [0.5, 0.5], 112 / 1024],
    [[5, 5], [0.5, 0.5], 1],
    [[10, 0], [0.5, 0.5], 2 / 1024],
    [[0, 0], [0.5, 0.5], 1],
    [[3, 0, 0], [1 / 3, 1 / 3, 1 / 3], 3 / 27],
    [[2, 1, 0], [1 / 3, 1 / 3, 1 / 3], 21 / 27],
    [[0, 2], [0.9, 0.1], 0.01],
    [[1, 1], [0.9, 0.1], 0.19],
    [[7], [1], 1],
  ])('%j with %j: %d', (observed, shares, p) => {
    expect(multinomialP(observed, shares)).toBeCloseTo(p, 12);
  });

  test('equals a sum over every single sequence of learners', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(weights, fc.array(fc.nat(2), { minLength: 1, maxLength: 6 }), (parts, learners) => {
        const whole = parts.reduce((sum, part) => sum + part, 0);
        const shares = parts.map((part) => part / whole);
        const sizesOf = (list: number[]) =>
          shares.map((_, group) => list.filter((each) => each === group).length);
        const placed = learners.map((learner) => learner % parts.length);
        const probabilities = new Map<string, number>();
        for (let code = 0; code < parts.length ** placed.length; code += 1) {
          const sequence = placed.map((_, i) => Math.floor(code / parts.length ** i) % parts.length);
          const key = sizesOf(sequence).join();
          const chance = sequence.reduce((product, group) => product * shares[group]!, 1);
          probabilities.set(key, (probabilities.get(key) ?? 0) + chance);
        }
        const observed = sizesOf(placed);
        const bound = probabilities.get(observed.join())! * (1 + 1e-9);
        const p = [...probabilities.values()]
          .filter((each) => each <= bound)
          .reduce((sum, each) => sum + each, 0);
        expect(multinomialP(observed, shares)).toBeCloseTo(p, 10);
      }),
      { numRuns: 200 },
    );
  });
});
