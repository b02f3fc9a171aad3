/** Several comparisons in one analysis: p values and intervals that hold for all of them together. */
import { benjaminiHochberg, holm } from '../../stats/tests/adjustment.js';
import type { AnalysisOptions } from '../options.js';
import type { Estimated } from './estimate.js';
import type { GroupValues } from './outcome-values.js';

interface Pair {
  readonly treated: GroupValues;
  readonly control: GroupValues;
}

/** All comparisons of an analysis. */
export interface Family {
  readonly members: readonly (Pair & { readonly estimated: Estimated })[];
  /** In the order of the members; `null` where there is nothing to adjust. */
  readonly adjustedP: readonly (number | null)[];
}

type Estimator = (treated: GroupValues, control: GroupValues, level: number) => Estimated;

/**
 * With `holm` the intervals are Bonferroni's; with `bh` they are those of Y. Benjamini and D. Yekutieli (Journal of the
 * American Statistical Association 100:71, 2005): at 1 - alpha R / m, where R of m comparisons are found.
 */
export function adjusted(
  pairs: readonly Pair[],
  { adjust, alpha }: AnalysisOptions,
  estimate: Estimator,
): Family {
  const at = (share: number) =>
    pairs.map((pair) => ({ ...pair, estimated: estimate(pair.treated, pair.control, 1 - alpha * share) }));
  const single = at(1);
  const found = single.flatMap(({ estimated }) =>
    estimated.effect === null ? [] : [estimated.effect.pValue],
  );
  if (adjust === 'none' || found.length < 2) return { members: single, adjustedP: pairs.map(() => null) };
  const values = adjust === 'holm' ? holm(found) : benjaminiHochberg(found);
  let next = 0;
  const adjustedP = single.map(({ estimated }) => (estimated.effect === null ? null : values[next++]!));
  const rejected = adjust === 'holm' ? 1 : Math.max(1, values.filter((p) => p < alpha).length);
  return { members: at(rejected / found.length), adjustedP };
}
