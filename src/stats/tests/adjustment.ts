/** Holm's adjustment of p values, which limits false alarms when many tests are made. */

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
