/** Holm's adjustment of p values, for when many tests are made and one false alarm would be one too many. */

/**
 * The adjusted p values in the order given: compared with alpha, they keep the chance of any false alarm at alpha
 * however the tests depend on each other (S. Holm, 1979). The k-th smallest of m is multiplied by m - k + 1, is
 * never below a smaller one's and never above 1.
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
