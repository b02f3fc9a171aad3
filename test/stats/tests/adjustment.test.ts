import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holm } from '../../../src/stats/tests/adjustment.js';

describe('holm', () => {
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
