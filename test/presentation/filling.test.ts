import { describe, expect, test } from 'vitest';
import { prepareGroupChoice } from '../../src/bucketing/choose.js';
import { stableStrategy } from '../../src/bucketing/strategy.js';
import { fraction } from '../../src/portion/fraction.js';
import { fillGroups, simulatedLearner } from '../../src/presentation/filling.js';
import { pairEffects, smallestEffect } from '../../src/stats/power.js';

const choice = prepareGroupChoice([
  { name: 'a', share: fraction(1n, 2n) },
  { name: 'b', share: fraction(3n, 10n) },
  { name: 'c', share: fraction(1n, 5n) },
]);

describe('a class that fills', () => {
  test('learners are in the groups of the strategy stable', () => {
    const sizes = { a: 0, b: 0, c: 0 };
    const expected = Array.from({ length: 300 }, (_, index) => {
      const learner = simulatedLearner('7', index + 1);
      sizes[stableStrategy.draw({ experiment: 'E', learner }, choice) as 'a' | 'b' | 'c'] += 1;
      return { learners: index + 1, sizes: [sizes.a, sizes.b, sizes.c] };
    });
    const every = Array.from({ length: 300 }, (_, index) => index + 1);
    expect(fillGroups(choice, 'E', '7', every)).toEqual(expected);
  });

  test('only the given moments, across batches of names', () => {
    const filled = fillGroups(choice, 'E', '1', [1, 9_999, 10_000, 10_001, 25_000]);
    expect(filled.map(({ learners }) => learners)).toEqual([1, 9_999, 10_000, 10_001, 25_000]);
    for (const { learners, sizes } of filled) expect(sizes[0]! + sizes[1]! + sizes[2]!).toBe(learners);
    expect(fillGroups(choice, 'E', '1', [25_000])).toEqual(filled.slice(-1));
  });

  test('the seed and the experiment make the class', () => {
    const of = (experiment: string, seed: string) => fillGroups(choice, experiment, seed, [1000])[0]!.sizes;
    expect(of('E', '1')).toEqual(of('E', '1'));
    expect(of('E', '2')).not.toEqual(of('E', '1'));
    expect(of('F', '1')).not.toEqual(of('E', '1'));
  });

  test('no learners', () => {
    expect(fillGroups(choice, 'E', '1', [])).toEqual([]);
  });
});

test('every pair of groups that expect learners has its smallest effect', () => {
  // Three pairs: each is detected at a third of .05, as Holm's adjustment tests the first.
  expect(pairEffects([100, 0, 50, 0.5])).toEqual([
    { pair: [0, 2], smallest: smallestEffect(100, 50, 0.05 / 3), pairs: 3 },
    { pair: [0, 3], smallest: null, pairs: 3 },
    { pair: [2, 3], smallest: null, pairs: 3 },
  ]);
});
