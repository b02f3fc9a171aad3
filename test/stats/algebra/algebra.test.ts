import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coefficient, coefficientWeights, factor, residuals } from '../../../src/stats/algebra/orthogonal.js';
import { ofEigenvalues } from '../../../src/stats/algebra/symmetric.js';

const value = fc.double({ min: -10, max: 10, noNaN: true });
const matrix = (rows: number, columns: number) =>
  fc.array(fc.array(value, { minLength: rows, maxLength: rows }), {
    minLength: columns,
    maxLength: columns,
  });
const dot = (one: ArrayLike<number>, two: ArrayLike<number>) =>
  Array.from(one).reduce((sum, each, i) => sum + each * two[i]!, 0);

describe('factor', () => {
  test('gives residuals that are orthogonal to every column, and their coefficients', () => {
    fc.assert(
      fc.property(matrix(9, 3), fc.array(value, { minLength: 9, maxLength: 9 }), (lists, list) => {
        const columns = lists.map((each) => Float64Array.from(each));
        const y = Float64Array.from(list);
        const factors = factor(columns);
        if (typeof factors === 'number') return;
        const rest = residuals(factors, y);
        for (const column of columns) {
          const length = Math.sqrt(dot(column, column));
          expect(Math.abs(dot(column, rest))).toBeLessThan(1e-12 * (1 + length) * 100);
        }
        const b = columns.map((_, j) => coefficient(factors, coefficientWeights(factors, j), y));
        // Columns that are nearly dependent have coefficients that are large and uncertain.
        const size = Math.max(1, ...b.map(Math.abs));
        for (let row = 0; row < 9; row += 1) {
          const fitted = b.reduce((sum, each, j) => sum + each * columns[j]![row]!, 0);
          expect(Math.abs(fitted + rest[row]! - y[row]!)).toBeLessThan(1e-11 * size);
        }
      }),
    );
  });

  test('names the first column that follows from those before it', () => {
    const columns = [
      [1, 1, 1, 1],
      [1, 2, 3, 4],
      [3, 5, 7, 9],
      [1, 0, 0, 0],
    ].map((each) => Float64Array.from(each));
    expect(factor(columns)).toBe(2);
    expect(factor([new Float64Array(4)])).toBe(0);
  });
});

describe('ofEigenvalues', () => {
  test('the square of the square root of AᵀA is AᵀA', () => {
    fc.assert(
      fc.property(matrix(6, 4), (lists) => {
        const square = lists.map((one) => lists.map((two) => dot(one, two)));
        const root = ofEigenvalues(square, (each) => Math.sqrt(Math.max(0, each)));
        const largest = Math.max(1, ...square.flat().map(Math.abs));
        for (const [i, row] of root.entries()) {
          for (const j of row.keys()) {
            const product = row.reduce((sum, each, k) => sum + each * root[k]![j]!, 0);
            expect(Math.abs(product - square[i]![j]!)).toBeLessThan(1e-12 * largest);
          }
        }
      }),
    );
  });

  test('of a diagonal matrix it is the function of the diagonal', () => {
    expect(
      ofEigenvalues(
        [
          [4, 0],
          [0, 9],
        ],
        Math.sqrt,
      ),
    ).toEqual([
      [2, 0],
      [0, 3],
    ]);
  });
});
