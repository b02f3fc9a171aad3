import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anytime, anytimeFactor, learnersNeeded } from '../../../src/stats/effects/anytime.js';
import { newcombe } from '../../../src/stats/effects/newcombe.js';
import { relativeOf } from '../../../src/stats/effects/scale.js';
import { welch } from '../../../src/stats/effects/welch.js';
import { expectNumbers, expectRelative } from '../close.js';
import { sleep } from '../datasets.js';

describe('anytime', () => {
  test("GrowthBook's own test of a sequential relative effect", () => {
    const of = (successes: number, learners: number) => {
      const mean = successes / learners;
      return { learners, mean, variance: mean * (1 - mean) };
    };
    const once = relativeOf(of(2422, 3461), of(1396, 3000));
    const effect = anytime(once, 6461, 5000);
    expectNumbers(effect, { estimate: 0.50386, lower: 0.40098, upper: 0.60675 }, 1e-4);
    expect(effect.planned).toBe(5000);
    const reach = once.standardError * anytimeFactor(6461, 5000, 0.95);
    expectRelative(once.estimate - reach, 0.40098, 1e-5);
  });

  test('equals the published formula', () => {
    const alpha = 0.05;
    const [n, planned] = [1234, 5000];
    const rho = Math.sqrt((-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / planned);
    const width = Math.sqrt(
      ((2 * (n * rho ** 2 + 1)) / (n ** 2 * rho ** 2)) * Math.log(Math.sqrt(n * rho ** 2 + 1) / alpha),
    );
    expectRelative(anytimeFactor(n, planned, 0.95) / Math.sqrt(n), width, 1e-12);
  });

  test('is narrowest near the planned number of learners, and less than 1.6 times as wide as one look there', () => {
    const width = (n: number, planned: number) => anytimeFactor(n, planned, 0.95) / Math.sqrt(n);
    for (const planned of [500, 4000, 6000, 50_000])
      expect(width(5000, planned)).toBeGreaterThan(width(5000, 5000) * 0.999);
    expect(anytimeFactor(5000, 5000, 0.95) / 1.959963984540054).toBeLessThan(1.6);
  });

  test('p is below alpha exactly when 0 is outside of the interval', () => {
    const count = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(count, count, fc.integer({ min: 20, max: 500 }), (a, b, planned) => {
        const effect = anytime(
          newcombe({ successes: a, learners: 60 }, { successes: b, learners: 60 }),
          120,
          planned,
        );
        expect(effect.pValue < 0.05).toBe(effect.lower > 0 || effect.upper < 0);
        expect(effect.pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('refuses a second widening, and numbers that are not above 0', () => {
    const effect = welch(sleep.first, sleep.second);
    expect(() => anytime(anytime(effect, 20, 20), 20, 20)).toThrow(RangeError);
    expect(() => anytime(effect, 20, 0)).toThrow('the number of learners is 0; it must be above 0');
  });
});

describe('learnersNeeded', () => {
  test('of two means: the textbook formula with the standard error of the data', () => {
    const effect = welch(sleep.first, sleep.second);
    const z = 1.959963984540054 + 0.8416212335729143;
    expect(learnersNeeded(effect, 0.5)).toBe(Math.ceil(20 * ((z * effect.standardError) / 0.5) ** 2));
    expect(learnersNeeded(effect, 0.25) / learnersNeeded(effect, 0.5)).toBeCloseTo(4, 1);
    expect(learnersNeeded(effect, 0.5, 0.9)).toBeGreaterThan(learnersNeeded(effect, 0.5));
  });

  test('of two shares also where all or none succeed', () => {
    const none = newcombe({ successes: 0, learners: 20 }, { successes: 0, learners: 20 });
    expect(none.standardError).toBe(0);
    expect(learnersNeeded(none, 0.1)).toBeGreaterThan(40);
  });

  test('looking always needs more', () => {
    const effect = welch(sleep.first, sleep.second);
    const often = learnersNeeded(anytime(effect, 20, 200), 0.5);
    const ratio = ((3.0352089903762525 + 0.8416212335729143) / (1.959963984540054 + 0.8416212335729143)) ** 2;
    expect(often / learnersNeeded(effect, 0.5)).toBeCloseTo(ratio, 1);
  });

  test('refuses an effect that is not above 0', () => {
    expect(() => learnersNeeded(welch(sleep.first, sleep.second), 0)).toThrow('the smallest effect is 0');
  });
});
