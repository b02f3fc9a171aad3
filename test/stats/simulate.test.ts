import { describe, expect, test } from 'vitest';
import { prepareGroupChoice } from '../../src/bucketing/choose.js';
import { fraction } from '../../src/portion/fraction.js';
import { expectedSizes, simulateSizes } from '../../src/stats/simulate.js';
import { goodnessOfFit } from '../../src/stats/tests/chi-square.js';

const choice = prepareGroupChoice([
  { name: 'a', share: fraction(1n, 10n) },
  { name: 'never', share: fraction(0n) },
  { name: 'b', share: fraction(1n, 3n) },
  { name: '_DEFAULT_GROUP', share: fraction(17n, 30n) },
]);

describe('expectedSizes', () => {
  test('are the shares of the learners, not rounded', () => {
    expect(expectedSizes(choice, 90)).toEqual([9, 0, 30, 51]);
    expect(expectedSizes(choice, 1)).toEqual([0.1, 0, 1 / 3, 17 / 30]);
    expect(expectedSizes(choice, 0)).toEqual([0, 0, 0, 0]);
  });
});

describe('simulateSizes', () => {
  test('add up, leave out portion 0, and differ with the seed only', () => {
    const sizes = simulateSizes(choice, 12_345, 'one');
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(12_345);
    expect(sizes[1]).toBe(0);
    expect(simulateSizes(choice, 12_345, 'one')).toEqual(sizes);
    expect(simulateSizes(choice, 12_345, 'two')).not.toEqual(sizes);
    expect(simulateSizes(choice, 0, 'one')).toEqual([0, 0, 0, 0]);
  });

  test('fit the portions: 500 seeds reach each decile of p about 50 times', () => {
    const expected = expectedSizes(choice, 3000);
    const deciles = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 500; seed += 1) {
      const { p } = goodnessOfFit(simulateSizes(choice, 3000, `${seed}`), expected);
      deciles[Math.min(9, Math.floor(p * 10))]! += 1;
    }
    expect(goodnessOfFit(deciles, new Array<number>(10).fill(50)).p).toBeGreaterThan(0.001);
  });
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('%d learners are refused', (learners) => {
  expect(() => expectedSizes(choice, learners)).toThrow(RangeError);
  expect(() => simulateSizes(choice, learners, 's')).toThrow(RangeError);
});
