import { describe, expect, test } from 'vitest';
import { chiSquareP, goodnessOfFit, independence } from '../../../src/stats/tests/chi-square.js';

describe('chiSquareP', () => {
  test.each([
    [1, 0.05, 3.841],
    [1, 0.01, 6.635],
    [1, 0.001, 10.828],
    [2, 0.05, 5.991],
    [2, 0.01, 9.21],
    [3, 0.05, 7.815],
    [4, 0.95, 0.711],
    [5, 0.01, 15.086],
    [9, 0.05, 16.919],
    [10, 0.99, 2.558],
    [10, 0.001, 29.588],
    [30, 0.05, 43.773],
    [30, 0.95, 18.493],
    [100, 0.05, 124.342],
    [100, 0.99, 70.065],
  ])('with %d degrees, the printed critical value for %d is %d', (degrees, p, critical) => {
    // The tables print three decimals.
    expect(chiSquareP(critical - 0.0006, degrees)).toBeGreaterThan(p);
    expect(chiSquareP(critical + 0.0006, degrees)).toBeLessThan(p);
  });

  test('with two degrees it is exp(-x/2)', () => {
    for (const x of [0, 0.1, 1, 5, 50, 500]) expect(chiSquareP(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 12);
  });

  test('without degrees of freedom it is 1', () => {
    expect(chiSquareP(0, 0)).toBe(1);
  });
});

describe('goodnessOfFit', () => {
  test("Mendel's peas: 315, 108, 101, 32 for 9:3:3:1", () => {
    const { statistic, degrees, p } = goodnessOfFit([315, 108, 101, 32], [312.75, 104.25, 104.25, 34.75]);
    expect(statistic).toBeCloseTo(0.470024, 6);
    expect(degrees).toBe(3);
    expect(p).toBeCloseTo(0.925426, 6);
  });

  test('a category that expects nothing counts only when it has something', () => {
    expect(goodnessOfFit([60, 40, 0], [50, 50, 0])).toEqual(goodnessOfFit([60, 40], [50, 50]));
    expect(goodnessOfFit([50, 49, 1], [50, 50, 0])).toMatchObject({
      statistic: Number.POSITIVE_INFINITY,
      p: 0,
    });
  });

  test('one category always fits', () => {
    expect(goodnessOfFit([7], [7])).toEqual({ statistic: 0, degrees: 0, p: 1 });
  });
});

describe('independence', () => {
  test('a two by two table', () => {
    const { statistic, degrees, p } = independence([
      [10, 20],
      [30, 40],
    ]);
    expect(statistic).toBeCloseTo((100 * (10 * 40 - 20 * 30) ** 2) / (30 * 70 * 40 * 60), 10);
    expect(degrees).toBe(1);
    expect(p).toBeCloseTo(0.372998, 6);
  });

  test('exactly proportional rows are independent; empty rows and columns do not count', () => {
    const table = [
      [10, 0, 30],
      [0, 0, 0],
      [20, 0, 60],
    ];
    expect(independence(table)).toEqual({ statistic: 0, degrees: 1, p: 1 });
    expect(independence([[0, 0]])).toEqual({ statistic: 0, degrees: 0, p: 1 });
  });

  test('two columns that always go together are not', () => {
    expect(
      independence([
        [500, 0],
        [0, 500],
      ]),
    ).toMatchObject({ statistic: 1000, degrees: 1 });
  });
});
