/** The check for a sample-ratio mismatch: do the groups' sizes fit their portions? */
import { compare, type Fraction, fractionText, ONE, sum, toNumber, ZERO } from '../portion/fraction.js';
import { multinomialP, outcomeCount } from './distributions/multinomial.js';
import { goodnessOfFit } from './tests/chi-square.js';

/** Up to this many outcomes the exact test takes some milliseconds. */
const MOST_OUTCOMES = 200_000;
/**
 * Four times the usual bound for chi-square: in simulations of 20,000 experiments without a mismatch, false alarms at
 * alpha .01 occurred at 1.6 times their nominal rate with 5, at 1.25 times with 10, at 1.1 times with 20.
 */
const SMALLEST_EXPECTATION = 20;

/** Ten times 0.005 is a little less than 0.05 in binary. */
const ROUNDING = 1 - 1e-9;

interface Group {
  readonly size: number;
  readonly share: number;
}

export interface SampleRatio {
  /** `sequential`: the test that holds however often one looks. */
  readonly method: 'exact' | 'chi-square' | 'sequential';
  /** The probability of sizes at least this unlikely when assignment works as configured. */
  readonly p: number;
  readonly alpha: number;
  /** p < alpha: something other than chance determines who is in which group, or who is counted. */
  readonly mismatch: boolean;
  /** The number of groups that were tested together, because each expects too few learners. */
  readonly pooled: number;
  /** The number of strata whose p values were combined; absent for one. */
  readonly strata?: number;
}

/**
 * Tests sizes against shares. With at most 200,000 outcomes it is the exact multinomial test. Otherwise groups that
 * expect fewer than 20 learners are pooled, and the test is the exact one if pooling makes the outcomes few enough,
 * else chi-square. A learner in a group with the share 0 is a mismatch whatever alpha is; without any learners p is 1.
 * @param alpha the accepted rate of false alarms, above 0 and below 1
 * @throws RangeError when a size is not a whole number of at least 0, the lists differ in length, a share is negative,
 *   the shares do not add up to exactly 1, or alpha is out of its range
 * @example
 * console.log(sampleRatio([500, 420], [{ numerator: 1n, denominator: 2n }, { numerator: 1n, denominator: 2n }]).mismatch); // → true
 */
export function sampleRatio(
  sizes: readonly number[],
  shares: readonly Fraction[],
  alpha = 0.01,
): SampleRatio {
  check(sizes, shares, alpha);
  const verdict = (method: SampleRatio['method'], p: number, pooled = 0): SampleRatio => {
    return { method, p, alpha, mismatch: p < alpha, pooled };
  };
  const learners = sizes.reduce((sum, size) => sum + size, 0);
  const all = shares.map((share, index) => ({ size: sizes[index]!, share: toNumber(share) }));
  const possible = all.filter(({ share }) => share > 0);
  if (total(possible, 'size') < learners) return verdict('exact', 0);
  const exact = exactP(possible);
  if (exact !== undefined) return verdict('exact', exact);
  const { categories, pooled } = pool(possible);
  // Pooling may make the outcomes few enough; chi-square gives slightly too many false alarms with small categories.
  const exactPooled = pooled === 0 ? undefined : exactP(categories);
  if (exactPooled !== undefined) return verdict('exact', exactPooled, pooled);
  const { p } = goodnessOfFit(
    categories.map(({ size }) => size),
    categories.map(({ share }) => share * learners),
  );
  return verdict('chi-square', p, pooled);
}

export interface Stratum {
  readonly sizes: readonly number[];
  readonly shares: readonly Fraction[];
}

/**
 * The same where learners were drawn by several portions, one after the other: each stratum is tested by its own, and the p
 * values are combined by Fisher's method (1932), -2 Σ ln p ~ chi-square with twice as many degrees of freedom. Strata
 * without learners are left out.
 * @throws RangeError as `sampleRatio`
 * @example
 * const half = { numerator: 1n, denominator: 2n };
 * const strata = [{ sizes: [50, 50], shares: [half, half] }, { sizes: [300, 300], shares: [half, half] }];
 * console.log(stratifiedSampleRatio(strata).mismatch); // → false
 */
export function stratifiedSampleRatio(strata: readonly Stratum[], alpha = 0.01): SampleRatio {
  const tested = strata.filter(({ sizes }) => sizes.some((size) => size !== 0));
  const [first = strata[0], ...others] = tested;
  if (first === undefined) throw new RangeError('there is no stratum');
  if (others.length === 0) return sampleRatio(first.sizes, first.shares, alpha);
  const ratios = tested.map(({ sizes, shares }) => sampleRatio(sizes, shares, alpha));
  const p = fisherP(ratios.map((ratio) => ratio.p));
  return {
    method: ratios.every(({ method }) => method === 'exact') ? 'exact' : 'chi-square',
    p,
    alpha,
    mismatch: p < alpha,
    pooled: Math.max(...ratios.map(({ pooled }) => pooled)),
    strata: ratios.length,
  };
}

/** With an even number of degrees of freedom the chi-square tail is a finite sum: e^-x Σ x^i / i!, where x = -Σ ln p. */
function fisherP(ps: readonly number[]): number {
  const x = -ps.reduce((sum, p) => sum + Math.log(p), 0);
  if (x === Infinity) return 0;
  let [term, all] = [1, 1];
  for (let index = 1; index < ps.length; index += 1) {
    term *= x / index;
    all += term;
  }
  return Math.min(1, Math.exp(-x) * all);
}

function exactP(groups: readonly Group[]): number | undefined {
  if (groups.length === 1) return 1;
  if (outcomeCount(total(groups, 'size'), groups.length) > MOST_OUTCOMES) return undefined;
  return multinomialP(
    groups.map(({ size }) => size),
    groups.map(({ share }) => share),
  );
}

/** Pools groups, the smallest first, until each category expects enough; the largest is never pooled. */
function pool(groups: readonly Group[]): { categories: Group[]; pooled: number } {
  const enough = (SMALLEST_EXPECTATION / total(groups, 'size')) * ROUNDING;
  const sorted = groups.toSorted((a, b) => a.share - b.share);
  const bins: Group[][] = [];
  let open: Group[] = [];
  for (const group of sorted.slice(0, -1)) {
    open.push(group);
    if (total(open, 'share') < enough) continue;
    bins.push(open);
    open = [];
  }
  if (open.length > 0) bins.push([...(bins.pop() ?? []), ...open]);
  bins.push(sorted.slice(-1));
  const shared = bins.filter((bin) => bin.length > 1);
  return {
    categories: bins.map((bin) => ({ size: total(bin, 'size'), share: total(bin, 'share') })),
    pooled: shared.reduce((sum, bin) => sum + bin.length, 0),
  };
}

function total(groups: readonly Group[], key: keyof Group): number {
  return groups.reduce((sum, group) => sum + group[key], 0);
}

function check(sizes: readonly number[], shares: readonly Fraction[], alpha: number): void {
  if (sizes.length !== shares.length) {
    throw new RangeError(`there are ${sizes.length} sizes for ${shares.length} shares`);
  }
  for (const size of sizes) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new RangeError(`the size of a group is ${size}; it must be a whole number of at least 0`);
    }
  }
  for (const share of shares) {
    if (compare(share, ZERO) < 0)
      throw new RangeError(`the share of a group is negative: ${fractionText(share)}`);
  }
  const whole = sum(shares);
  if (compare(whole, ONE) !== 0) {
    throw new RangeError(`the shares add up to ${fractionText(whole)}; they must add up to exactly 1`);
  }
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha is ${alpha}; it must be above 0 and below 1`);
}
