import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../src/stats/distributions/normal.js';
import { learnersFor, smallestEffect } from '../../src/stats/power.js';

describe('normalQuantile', () => {
  // Values of Python's statistics.NormalDist().inv_cdf.
  test.each([
    [0.975, 1.9599639845400536],
    [0.8, 0.8416212335729143],
    [0.5, 0],
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167813],
    [1e-10, -6.361340902404056],
    [0.9999, 3.7190164854557084],
  ])('%d: %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 11);
  });

  test.each([0, 1, -0.1, 1.1, Number.NaN])('refuses %d', (p) => {
    expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});

describe('smallestEffect', () => {
  test.each([
    [75, 75, 0.4575],
    [500, 500, 0.1772],
    [10_000, 10_000, 0.0396],
    [100, 900, 0.2953],
  ])('%d and %d learners: %d standard deviations', (first, second, d) => {
    expect(smallestEffect(first, second)).toBeCloseTo(d, 4);
    expect(smallestEffect(second, first)).toBe(smallestEffect(first, second));
  });

  test('is the sum of the quantiles, times the standard error', () => {
    expect(smallestEffect(2, 2)).toBeCloseTo(2.8015852, 6);
    expect(smallestEffect(2, 2, 0.01, 0.9)).toBeCloseTo(2.5758293 + 1.2815516, 6);
  });

  test('is detected with the promised probability, and a smaller one less often', () => {
    const d = smallestEffect(200, 300);
    const error = Math.sqrt(1 / 200 + 1 / 300);
    const critical = normalQuantile(0.975);
    expect(d / error - critical).toBeCloseTo(normalQuantile(0.8), 11);
    expect((0.9 * d) / error - critical).toBeLessThan(normalQuantile(0.8));
  });

  test.each([
    [0, 5],
    [5, -1],
    [Number.NaN, 5],
  ])('refuses groups of %d and %d', (first, second) => {
    expect(() => smallestEffect(first, second)).toThrow(RangeError);
  });

  test('refuses an alpha and a power that are not probabilities', () => {
    expect(() => smallestEffect(5, 5, 0)).toThrow(RangeError);
    expect(() => smallestEffect(5, 5, 0.05, 1)).toThrow(RangeError);
  });
});

describe('learnersFor', () => {
  // R 4.2.2: power.t.test(delta = d, power = .8)$n, two groups
  test.each([
    [0.2, 2 * 393.40666],
    [0.5, 2 * 63.765764],
    [0.8, 2 * 25.524629],
    [0.05, 2 * 6280.0643],
  ])('a difference of %d standard deviations: %d', (effect, learners) => {
    expect(Math.abs(learnersFor(effect) - learners)).toBeLessThan(1.5);
  });

  test('unequal groups need more', () => {
    expect(learnersFor(0.2, 0.1) / learnersFor(0.2)).toBeCloseTo(0.25 / 0.09, 1);
    expect(learnersFor(0.2, 0.9)).toBe(learnersFor(0.2, 0.1));
  });

  test('is the inverse of smallestEffect, but for what t costs', () => {
    const half = learnersFor(0.1) / 2;
    expect(smallestEffect(half, half) / 0.1).toBeCloseTo(1, 3);
  });

  test.each([
    [0, 0.5],
    [Number.NaN, 0.5],
    [0.1, 0],
    [0.1, 1],
  ])('refuses an effect of %d with a portion of %d', (effect, portion) => {
    expect(() => learnersFor(effect, portion)).toThrow(RangeError);
  });
});
