/** The difference of two means where learners come in classes or schools, whose members resemble each other. */
import { coefficient, coefficientWeights, type Factors, factor, residuals } from '../algebra/orthogonal.js';
import { ofEigenvalues } from '../algebra/symmetric.js';
import { centres, check, collinear } from './adjusted.js';
import { armOf, type Effect, NotEstimable, requireLearners, withInterval } from './effect.js';
import { summaryOf, type Values } from './sample.js';

/**
 * One group. Learners with the same cluster are in one class or school, which may have learners of both groups.
 * @tested the tests make groups of their own
 */
export interface Clustered {
  readonly outcomes: Values;
  readonly clusters: ArrayLike<string | number>;
  /** As in `Adjusted`; none if absent. */
  readonly covariates?: readonly Values[];
}

interface ClusteredEffect extends Effect {
  /** How many clusters have learners of the group; a cluster may count in both. */
  readonly clusters: { readonly treated: number; readonly control: number };
}

/** Below it the degrees of freedom of the interval say more about the formula than about the data. */
const FEWEST_CLUSTERS = 5;
/** An eigenvalue of I - H below it is 0: the cluster alone determines a coefficient. */
const SINGULAR = 1e-10;

/**
 * The coefficient of the treatment by least squares, with the bias-reduced standard error CR2 of R. Bell and D. McCaffrey
 * (Survey Methodology 28:169, 2002) under independent errors of equal variance as the working model, and their
 * Satterthwaite degrees of freedom, in the form of J. Pustejovsky and E. Tipton (2018). With covariates the regression
 * has centred covariates and their products with the treatment, as `lin`.
 *
 * Only matrices of the size of the coefficients are formed, so time is linear in learners and clusters.
 * @throws NotEstimable below 5 clusters in a group, or as `lin`
 */
export function clustered(treated: Clustered, control: Clustered, level = 0.95): ClusteredEffect {
  const groups = [treated, control].map((group) => ({ ...group, covariates: group.covariates ?? [] }));
  const [one, zero] = [groups[0]!, groups[1]!];
  check(one, zero);
  requireLearners(2, one.outcomes.length, zero.outcomes.length);
  const clusters = { treated: clustersOf(one), control: clustersOf(zero) };
  for (const count of [clusters.treated, clusters.control]) {
    if (count < FEWEST_CLUSTERS)
      throw new NotEstimable(
        'few-clusters',
        `a group has learners of ${count} clusters; it must have at least ${FEWEST_CLUSTERS}`,
      );
  }
  const y = Float64Array.from([...Array.from(one.outcomes), ...Array.from(zero.outcomes)]);
  const factors = factor(design(one, zero));
  if (typeof factors === 'number') throw collinear(Math.max(0, Math.floor((factors - 2) / 2)));
  const weights = coefficientWeights(factors, 1);
  const { squaredError, degreesOfFreedom } = robust(
    factors,
    weights,
    residuals(factors, y),
    rowsByCluster(one, zero),
  );
  const effect = withInterval(
    {
      method: 'clusters',
      estimate: coefficient(factors, weights, y),
      standardError: Math.sqrt(squaredError),
      degreesOfFreedom,
      treated: armOf(summaryOf(one.outcomes)),
      control: armOf(summaryOf(zero.outcomes)),
    },
    level,
  );
  return { ...effect, clusters };
}

type Group = Required<Clustered>;

/** Columns: 1, treatment, then each centred covariate and its product with the treatment. */
function design(one: Group, zero: Group): Float64Array[] {
  const [first, rows] = [one.outcomes.length, one.outcomes.length + zero.outcomes.length];
  const columns = [new Float64Array(rows).fill(1), new Float64Array(rows).fill(1, 0, first)];
  for (const [k, mean] of centres(one, zero).entries()) {
    const centred = new Float64Array(rows);
    for (let i = 0; i < rows; i += 1)
      centred[i] = (i < first ? one.covariates[k]![i]! : zero.covariates[k]![i - first]!) - mean;
    columns.push(
      centred,
      centred.map((value, i) => (i < first ? value : 0)),
    );
  }
  return columns;
}

/**
 * With S = Q_g'Q_g of a cluster, A_g Q_g = Q_g (I - S)^(-1/2) for A_g = (I - H_gg)^(-1/2), which makes all of the formulas
 * matrices of the size of S. p_g'p_h is z_g'S⁻¹z_g - |z_g|² for g = h, else -z_g'z_h, with z_g = S (I - S)^(-1/2) a.
 */
function robust(
  factors: Factors,
  weights: readonly number[],
  rest: Float64Array,
  clusters: readonly number[][],
) {
  const size = weights.length;
  const products = weights.map(() => weights.map(() => 0));
  let squaredError = 0;
  let trace = 0;
  let diagonal = 0;
  for (const rows of clusters) {
    const { s, scores } = sums(factors, rest, rows);
    const adjusted = times(
      ofEigenvalues(s, (value) => (1 - value < SINGULAR ? 0 : 1 / Math.sqrt(1 - value))),
      weights,
    );
    const z = times(s, adjusted);
    squaredError += inner(adjusted, scores) ** 2;
    const [own, square] = [inner(adjusted, z), inner(z, z)];
    trace += own - square;
    diagonal += (own - square) ** 2 - square ** 2;
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) products[i]![j]! += z[i]! * z[j]!;
    }
  }
  const all = products.flat().reduce((sum, value) => sum + value * value, 0);
  return { squaredError, degreesOfFreedom: trace ** 2 / (diagonal + all) };
}

/** Q_g'Q_g and Q_g'e_g. */
function sums({ q }: Factors, rest: Float64Array, rows: readonly number[]) {
  const s = q.map(() => q.map(() => 0));
  const scores = q.map(() => 0);
  for (const row of rows) {
    for (const [i, basis] of q.entries()) {
      const value = basis[row]!;
      scores[i]! += value * rest[row]!;
      for (let j = 0; j <= i; j += 1) s[i]![j]! += value * q[j]![row]!;
    }
  }
  for (let i = 0; i < s.length; i += 1) {
    for (let j = 0; j < i; j += 1) s[j]![i] = s[i]![j]!;
  }
  return { s, scores };
}

function rowsByCluster(one: Group, zero: Group): number[][] {
  const rows = new Map<string | number, number[]>();
  let row = 0;
  for (const { clusters } of [one, zero]) {
    for (let i = 0; i < clusters.length; i += 1) {
      const members = rows.get(clusters[i]!);
      if (members) members.push(row);
      else rows.set(clusters[i]!, [row]);
      row += 1;
    }
  }
  return [...rows.values()];
}

function clustersOf({ outcomes, clusters }: Group): number {
  if (clusters.length !== outcomes.length)
    throw new RangeError(`there are ${clusters.length} clusters for ${outcomes.length} outcomes`);
  return new Set(Array.from(clusters)).size;
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => inner(row, vector));
}

function inner(one: readonly number[], two: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + value * two[index]!, 0);
}
