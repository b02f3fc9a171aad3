import { describe, expect, test } from 'vitest';
import { NotEstimable } from '../../../src/stats/effects/effect.js';
import { summaryOf } from '../../../src/stats/effects/sample.js';
import { welch } from '../../../src/stats/effects/welch.js';
import { expectNumbers, expectRelative } from '../close.js';
import { anorexia, sleep, toothGrowth } from '../datasets.js';

describe('welch', () => {
  // R 4.2.2: t.test(…)
  test('R sleep', () => {
    const effect = welch(sleep.first, sleep.second);
    expectNumbers(effect, {
      degreesOfFreedom: 17.776473516178,
      pValue: 0.079394140187,
      lower: -3.365483230712,
      upper: 0.205483230712,
    });
    expectRelative(effect.estimate / effect.standardError, -1.860813467487);
    expect([effect.treated.learners, effect.control.learners, effect.level]).toEqual([10, 10, 0.95]);
  });

  test('R ToothGrowth', () => {
    const effect = welch(toothGrowth.orangeJuice, toothGrowth.ascorbicAcid);
    expectNumbers(effect, {
      estimate: 3.7,
      degreesOfFreedom: 55.309432682641,
      pValue: 0.060634507881,
      lower: -0.171015618367,
      upper: 7.571015618367,
    });
    expectRelative(effect.estimate / effect.standardError, 1.915268268695);
    expectRelative(effect.treated.mean, 20.6633333333333, 1e-14);
    expectRelative(effect.control.mean, 16.9633333333333, 1e-14);
  });

  test('MASS anorexia', () => {
    const effect = welch(anorexia.therapy.after, anorexia.control.after);
    expectNumbers(effect, {
      estimate: 4.588859416446,
      degreesOfFreedom: 45.22108040556,
      pValue: 0.014689903638,
    });
    expectRelative(effect.estimate / effect.standardError, 2.537248582162);
  });

  test('a large mean does not spoil a small variance', () => {
    const plain = welch(sleep.first, sleep.second);
    const shifted = welch(
      sleep.first.map((value) => value + 2 ** 30),
      sleep.second.map((value) => value + 2 ** 30),
    );
    expectNumbers(shifted, { standardError: plain.standardError, pValue: plain.pValue }, 1e-6);
  });

  test('scales with the outcome, down to variances that underflow', () => {
    const tiny = welch(
      sleep.first.map((value) => value * 1e-120),
      sleep.second.map((value) => value * 1e-120),
    );
    expectRelative(tiny.pValue, 0.079394140187);
  });

  test('typed arrays are as good as arrays', () => {
    expect(welch(Float64Array.from(sleep.first), Float64Array.from(sleep.second))).toEqual(
      welch(sleep.first, sleep.second),
    );
  });

  test.each([
    [[1], [1, 2], 'few-learners', 'a group has 1 learner with an outcome; it must have at least 2'],
    [[1, 1], [0, 0, 0], 'no-variation', 'the outcomes of the 5 learners do not vary within groups'],
  ])('%j and %j are not estimable: %s', (treated, control, reason, message) => {
    const run = () => welch(treated, control);
    expect(run).toThrow(NotEstimable);
    expect(run).toThrow(expect.objectContaining({ reason, message }));
  });

  test('one group may be without variation', () => {
    expect(welch([1, 1, 1], [0, 1, 0]).degreesOfFreedom).toBe(2);
  });

  test('refuses values that are not finite, and levels that are not probabilities', () => {
    expect(() => welch([1, Number.NaN], [1, 2])).toThrow('a value is NaN; it must be a finite number');
    expect(() => welch([1, Number.POSITIVE_INFINITY], [1, 2])).toThrow('a value is Infinity');
    expect(() => welch([1, 2], [1, 2], 1)).toThrow('the level is 1; it must be above 0 and below 1');
  });
});

describe('summaryOf', () => {
  test('no learners and one', () => {
    expect(summaryOf([])).toEqual({ learners: 0, mean: Number.NaN, variance: Number.NaN });
    expect(summaryOf([4])).toEqual({ learners: 1, mean: 4, variance: Number.NaN });
  });
});
