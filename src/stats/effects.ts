/** What each pair of groups can find out, by their expected sizes. */
import { smallestEffect } from './power.js';

/** What a pair of groups, as places in the list of sizes, can detect; `null` where one is too small to show anything. */
export interface Effect {
  readonly pair: readonly [number, number];
  readonly smallest: number | null;
}

/** Every pair of groups that anybody is expected in, with the smallest effect that it can detect. */
export function pairEffects(expected: readonly number[]): Effect[] {
  return expected.flatMap((first, i) =>
    expected.slice(i + 1).flatMap((second, offset): Effect[] => {
      const pair = [i, i + 1 + offset] as const;
      if (first === 0 || second === 0) return [];
      return [{ pair, smallest: first < 1 || second < 1 ? null : smallestEffect(first, second) }];
    }),
  );
}
