/** Adjustments of p values that limit false alarms when many tests are made: Holm's, and Benjamini and Hochberg's. */

/**
 * The adjusted p values in the order given: compared with alpha, they keep the probability of any false alarm at or
 * below alpha, however the tests depend on each other (S. Holm, 1979). The k-th smallest of m is multiplied by m - k +
 * 1, is never below the adjusted value of a smaller one and never above 1.
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const adjusted = new Array<number>(values.length);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, values[index]! * (values.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}

/**
 * The adjusted p values in the order given: rejecting those at or below alpha keeps the expected share of false ones among
 * the rejected at or below alpha, when the tests are independent or positively dependent (Y. Benjamini and Y. Hochberg,
 * JRSS B 57:289, 1995). The k-th smallest of m is multiplied by m / k and is never above the adjusted value of a larger
 * one.
 */
export function benjaminiHochberg(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[b]! - values[a]!);
  const adjusted = new Array<number>(values.length);
  let smallest = 1;
  for (const [rank, index] of order.entries()) {
    smallest = Math.min(smallest, values[index]! * (values.length / (values.length - rank)));
    adjusted[index] = smallest;
  }
  return adjusted;
}
