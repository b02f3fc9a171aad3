import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { benjaminiHochberg, holm } from '../../../src/stats/tests/adjustment.js';
import { expectRelative } from '../close.js';

/** A list whose adjusted values are known. */
const LIST = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216];

function expectAll(actual: readonly number[], wanted: readonly number[]): void {
  expect(actual).toHaveLength(wanted.length);
  for (const [index, value] of wanted.entries()) expectRelative(actual[index]!, value);
}

describe('benjaminiHochberg', () => {
  test('R: p.adjust(…, "BH")', () => {
    const adjusted = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.74 / 7, 0.216, 0.216, 0.216];
    expectAll(benjaminiHochberg(LIST), adjusted);
    expectAll(benjaminiHochberg([...LIST].reverse()), adjusted.reverse());
  });

  test('is never above holm and never below the value itself', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
    fc.assert(
      fc.property(values, (list) => {
        const [mild, strict] = [benjaminiHochberg(list), holm(list)];
        for (const [index, value] of mild.entries()) {
          expect(value).toBeLessThanOrEqual(strict[index]! + 1e-15);
          expect(value).toBeGreaterThanOrEqual(list[index]!);
        }
      }),
    );
  });
});

describe('holm', () => {
  test('R: p.adjust(…, "holm")', () => {
    expectAll(holm(LIST), [0.01, 0.072, 0.312, 0.312, 0.312, 0.312, 0.312, 0.615, 0.615, 0.615]);
  });

  test('an example worked by hand', () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    for (const [index, value] of [0.03, 0.06, 0.06, 0.02].entries())
      expect(adjusted[index]).toBeCloseTo(value, 12);
  });

  test('an empty list and a single value are unchanged', () => {
    expect(holm([])).toEqual([]);
    expect(holm([0.2])).toEqual([0.2]);
  });

  test('rejects exactly what the step-down procedure rejects', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
    const alpha = 0.05;
    fc.assert(
      fc.property(values, (list) => {
        const sorted = [...list].sort((a, b) => a - b);
        const kept = sorted.findIndex((value, rank) => value * (list.length - rank) > alpha);
        const rejected = kept === -1 ? sorted.length : kept;
        const adjusted = holm(list);
        expect(adjusted.filter((value) => value <= alpha)).toHaveLength(rejected);
        for (const [index, value] of adjusted.entries()) {
          expect(value).toBeGreaterThanOrEqual(list[index]!);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
