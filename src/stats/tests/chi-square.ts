/** Pearson's chi-square test: goodness of fit of sizes, and independence of two groupings. */
import { upperGamma } from '../distributions/gamma.js';

export interface ChiSquare {
  readonly statistic: number;
  /** Degrees of freedom. */
  readonly degrees: number;
  /** The probability of a statistic at least this large under the null hypothesis; 1 without degrees of freedom. */
  readonly p: number;
}

/**
 * The upper tail of the chi-square distribution: Q(degrees / 2, statistic / 2).
 * @tested the tests compare it with published tables
 */
export function chiSquareP(statistic: number, degrees: number): number {
  return degrees === 0 ? 1 : upperGamma(degrees / 2, statistic / 2);
}

/**
 * Goodness of fit of sizes to expected sizes with the same total. A category that expects 0 and has 0 is left out; one
 * that expects 0 and has more makes the statistic infinite and p 0. The p value is reliable where every category
 * expects about 5 or more.
 * @example
 * const { statistic, p } = goodnessOfFit([520, 480], [500, 500]);
 * console.log(statistic, p.toFixed(3)); // → 1.6 0.206
 */
export function goodnessOfFit(observed: readonly number[], expected: readonly number[]): ChiSquare {
  let statistic = 0;
  let categories = 0;
  for (const [index, size] of observed.entries()) {
    const wanted = expected[index]!;
    if (wanted === 0 && size === 0) continue;
    categories += 1;
    statistic += wanted === 0 ? Number.POSITIVE_INFINITY : (size - wanted) ** 2 / wanted;
  }
  const degrees = Math.max(0, categories - 1);
  return {
    statistic,
    degrees,
    p: statistic === Number.POSITIVE_INFINITY ? 0 : chiSquareP(statistic, degrees),
  };
}

/** Independence of the rows and columns of a table of counts; empty rows and columns are left out. */
export function independence(table: readonly (readonly number[])[]): ChiSquare {
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns: number[] = [];
  for (const row of table) {
    for (const [index, count] of row.entries()) columns[index] = (columns[index] ?? 0) + count;
  }
  const total = rows.reduce((sum, count) => sum + count, 0);
  let statistic = 0;
  for (const [r, row] of table.entries()) {
    for (const [c, count] of row.entries()) {
      const wanted = (rows[r]! * columns[c]!) / total;
      if (wanted > 0) statistic += (count - wanted) ** 2 / wanted;
    }
  }
  const used = (totals: readonly number[]) => totals.filter((count) => count > 0).length;
  const degrees = Math.max(0, used(rows) - 1) * Math.max(0, used(columns) - 1);
  return { statistic, degrees, p: chiSquareP(statistic, degrees) };
}
