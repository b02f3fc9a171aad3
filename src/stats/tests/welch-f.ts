/** Welch's test of equal means in several groups with unequal variances. */
import { fUpperTail } from '../distributions/student-t.js';
import { NotEstimable, requireLearners } from '../effects/effect.js';
import { summaryOf, type Values } from '../effects/sample.js';

interface WelchF {
  readonly statistic: number;
  readonly degreesOfFreedom: readonly [numerator: number, denominator: number];
  readonly pValue: number;
}

/**
 * B. L. Welch's F test (Biometrika 38:330, 1951), R's `oneway.test`: whether any of the groups differ, before each is
 * compared with the default.
 * @throws NotEstimable when a group has fewer than two learners, or its outcomes do not vary
 * @throws RangeError below two groups
 */
export function welchF(groups: readonly Values[]): WelchF {
  const count = groups.length;
  if (count < 2) throw new RangeError(`there are ${count} groups; the test compares at least 2`);
  const summaries = groups.map(summaryOf);
  requireLearners(2, ...summaries.map(({ learners }) => learners));
  const weights = summaries.map(({ learners, variance }) => learners / variance);
  for (const [index, weight] of weights.entries()) {
    if (weight === Number.POSITIVE_INFINITY) {
      const { learners, mean } = summaries[index]!;
      throw new NotEstimable('no-variation', `all ${learners} outcomes of a group are ${mean}`);
    }
  }
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const first = summaries[0]!.mean;
  const centre = summaries.reduce((sum, { mean }, i) => sum + (weights[i]! / whole) * (mean - first), first);
  const between = summaries.reduce((sum, { mean }, i) => sum + weights[i]! * (mean - centre) ** 2, 0);
  const spread = summaries.reduce(
    (sum, { learners }, i) => sum + (1 - weights[i]! / whole) ** 2 / (learners - 1),
    0,
  );
  const statistic = between / (count - 1) / (1 + (2 * (count - 2) * spread) / (count ** 2 - 1));
  const degreesOfFreedom = [count - 1, (count ** 2 - 1) / (3 * spread)] as const;
  return { statistic, degreesOfFreedom, pValue: fUpperTail(statistic, ...degreesOfFreedom) };
}
