/** The check for a sample-ratio mismatch that may be read at any time, as often as one likes. */
import { toNumber } from '../portion/fraction.js';
import { logGamma } from './distributions/gamma.js';
import type { SampleRatio, Stratum } from './sample-ratio.js';

/**
 * The weight of the portions in the prior of the alternative, in learners: deviations of some 5 points of a half are
 * found soonest.
 */
const CONCENTRATION = 100;

/**
 * Tests sizes against shares while learners come: however often one looks, and whenever one stops, a mismatch is reported with a
 * probability below alpha when there is none. The Bayes factor of a Dirichlet prior around the shares against the shares
 * themselves is a martingale; p is its inverse (M. Lindon and A. Malek, Anytime-valid inference for multinomial count data,
 * NeurIPS 2022, equation 7). Strata were drawn by different shares, one after the other; their factors are multiplied.
 * @throws RangeError where there is no stratum
 */
export function sequentialRatio(strata: readonly Stratum[], alpha = 0.01): SampleRatio {
  if (strata.length === 0) throw new RangeError('there is no stratum');
  const tested = strata.filter(({ sizes }) => sizes.some((size) => size > 0));
  const p = Math.min(1, Math.exp(-tested.reduce((sum, stratum) => sum + logFactor(stratum), 0)));
  const usual = { method: 'sequential', p, alpha, mismatch: p < alpha, pooled: 0 } as const;
  return tested.length > 1 ? { ...usual, strata: tested.length } : usual;
}

/** Infinite where a learner is in a group without a share. */
function logFactor({ sizes, shares }: Stratum): number {
  const learners = sizes.reduce((sum, size) => sum + size, 0);
  let factor = logGamma(CONCENTRATION) - logGamma(CONCENTRATION + learners);
  for (const [index, size] of sizes.entries()) {
    if (size === 0) continue;
    const share = toNumber(shares[index]!);
    if (share === 0) return Number.POSITIVE_INFINITY;
    const prior = CONCENTRATION * share;
    factor += logGamma(prior + size) - logGamma(prior) - size * Math.log(share);
  }
  return factor;
}
