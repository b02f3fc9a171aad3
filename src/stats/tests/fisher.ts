/** Fisher's exact test of two by two tables, and the odds ratio that belongs to it. */

/** Tables as probable as the observed one count in spite of rounding. */
const TOLERANCE = 1e-7;
/** Logarithms of odds ratios beyond this are outside binary64. */
const FARTHEST = 700;
const HALVINGS = 200;

type Row = readonly number[];

/** The odds ratio that makes the observed table most probable, given the sums of rows and columns. */
interface OddsRatio {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The two-sided p value of R. A. Fisher's exact test (1935): the probability of all tables with the same sums of rows and
 * columns that are at most as probable as this one. Takes as many steps as there are such tables.
 * @param first,second two counts each, such as learners with and without an outcome
 */
export function fisherP(first: Row, second: Row): number {
  const { weights, observed } = hypergeometric(first, second);
  const bound = weights[observed]! * (1 + TOLERANCE);
  let total = 0;
  let counted = 0;
  for (const weight of weights) {
    total += weight;
    if (weight <= bound) counted += weight;
  }
  return counted / total;
}

/**
 * The conditional maximum likelihood estimate of the odds ratio and its exact interval: the odds ratios that neither
 * one-sided test rejects at (1 - level) / 2. 0 or Infinity where the table is at the end of what its sums allow.
 * @tested the interval of a difference of shares is Newcombe's; the tests hold the weights to R's fisher.test
 */
export function oddsRatio(first: Row, second: Row, level = 0.95): OddsRatio {
  const { weights, observed } = hypergeometric(first, second);
  const tail = (1 - level) / 2;
  const last = weights.length - 1;
  // Each of these rises with the odds ratio.
  const mean = (logOdds: number) => expectation(weights, logOdds, (k) => k) - observed;
  const atLeast = (logOdds: number) => expectation(weights, logOdds, (k) => (k >= observed ? 1 : 0)) - tail;
  const atMost = (logOdds: number) => tail - expectation(weights, logOdds, (k) => (k <= observed ? 1 : 0));
  const solve = (rising: (logOdds: number) => number) => Math.exp(root(rising));
  return {
    estimate: observed === 0 ? 0 : observed === last ? Number.POSITIVE_INFINITY : solve(mean),
    lower: observed === 0 ? 0 : solve(atLeast),
    upper: observed === last ? Number.POSITIVE_INFINITY : solve(atMost),
  };
}

/**
 * The probabilities of all tables with the same sums, up to a common factor, from the most probable one outwards, so that
 * nothing overflows.
 */
function hypergeometric([a, b]: Row, [c, d]: Row): { weights: Float64Array; observed: number } {
  const [rows, column] = [[a! + b!, c! + d!] as const, a! + c!];
  const lowest = Math.max(0, column - rows[1]);
  const highest = Math.min(rows[0], column);
  const weights = new Float64Array(highest - lowest + 1);
  const top = Math.floor(((column + 1) * (rows[0] + 1)) / (rows[0] + rows[1] + 2));
  const mode = Math.min(highest, Math.max(lowest, top));
  // The ratio of the probability of k + 1 to that of k.
  const ratio = (k: number) => ((rows[0] - k) * (column - k)) / ((k + 1) * (rows[1] - column + k + 1));
  weights[mode - lowest] = 1;
  for (let k = mode; k < highest; k += 1) weights[k + 1 - lowest] = weights[k - lowest]! * ratio(k);
  for (let k = mode; k > lowest; k -= 1) weights[k - 1 - lowest] = weights[k - lowest]! / ratio(k - 1);
  return { weights, observed: a! - lowest };
}

/** The mean of `value` under the weights, tilted by the odds ratio e^logOdds. */
function expectation(weights: Float64Array, logOdds: number, value: (k: number) => number): number {
  const logs = weights.map((weight, k) => Math.log(weight) + k * logOdds);
  const largest = logs.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  let total = 0;
  let sum = 0;
  for (const [k, log] of logs.entries()) {
    const weight = Math.exp(log - largest);
    total += weight;
    sum += weight * value(k);
  }
  return sum / total;
}

function root(rising: (x: number) => number): number {
  let [low, high] = [-FARTHEST, FARTHEST];
  for (let step = 0; step < HALVINGS && low < high; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
