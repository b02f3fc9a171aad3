import { expect, test } from 'vitest';
import { welch } from '../../../src/stats/effects/welch.js';
import { holm } from '../../../src/stats/tests/adjustment.js';
import { welchF } from '../../../src/stats/tests/welch-f.js';
import { expectRelative } from '../close.js';
import { plantGrowth, sleep } from '../datasets.js';

const { control, first, second } = plantGrowth;

test('R PlantGrowth', () => {
  // R 4.2.2: oneway.test(weight ~ group, PlantGrowth)
  const { statistic, degreesOfFreedom, pValue } = welchF([control, first, second]);
  expectRelative(statistic, 5.180972408113);
  expect(degreesOfFreedom[0]).toBe(2);
  expectRelative(degreesOfFreedom[1], 17.128418616644);
  expectRelative(pValue, 0.01739282149);
});

test('its pairs by Welch and Holm', () => {
  const pairs = [welch(first, control), welch(second, control), welch(second, first)];
  const adjusted = holm(pairs.map(({ pValue }) => pValue));
  for (const [index, p] of [0.250382508588, 0.095798511204, 0.027895214151].entries())
    expectRelative(adjusted[index]!, p);
});

test('of two groups it is the test of Welch', () => {
  const effect = welch(sleep.first, sleep.second);
  const { statistic, degreesOfFreedom, pValue } = welchF([sleep.first, sleep.second]);
  expectRelative(statistic, (effect.estimate / effect.standardError) ** 2, 1e-12);
  expectRelative(degreesOfFreedom[1], effect.degreesOfFreedom, 1e-12);
  expectRelative(pValue, effect.pValue, 1e-12);
});

test('refuses one group, one learner and outcomes that do not vary', () => {
  expect(() => welchF([first])).toThrow('there are 1 groups; the test compares at least 2');
  expect(() => welchF([first, [3]])).toThrow('a group has 1 learner');
  expect(() => welchF([first, [3, 3]])).toThrow('all 2 outcomes of a group are 3');
});
