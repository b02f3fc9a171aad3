/** Least squares with few columns and many rows: an orthonormal basis of the columns, and what follows from it. */

/** A column counts as following from those before it when less than this share of its length is left. */
const TOLERANCE = 1e-10;

/** X = Q R: the columns of Q are orthonormal, R is an upper triangle. */
export interface Factors {
  readonly q: readonly Float64Array[];
  /** By row and column; the entries below the diagonal are absent. */
  readonly r: readonly (readonly number[])[];
}

/**
 * Factors a matrix that is given by its columns: Gram and Schmidt's method, each column twice, which makes Q orthogonal up
 * to rounding (L. Giraud et al., 2005). Time and memory are linear in the rows.
 * @returns the index of the first column that follows from those before it, when there is one
 */
export function factor(columns: readonly Float64Array[]): Factors | number {
  const q: Float64Array[] = [];
  const r: number[][] = columns.map(() => new Array<number>(columns.length).fill(0));
  for (const [j, column] of columns.entries()) {
    const rest = Float64Array.from(column);
    const before = Math.sqrt(dot(rest, rest));
    for (let round = 0; round < 2; round += 1) {
      for (const [i, basis] of q.entries()) {
        const part = dot(basis, rest);
        r[i]![j]! += part;
        for (let row = 0; row < rest.length; row += 1) rest[row]! -= part * basis[row]!;
      }
    }
    const length = Math.sqrt(dot(rest, rest));
    if (!(length > TOLERANCE * before)) return j;
    r[j]![j] = length;
    q.push(rest.map((value) => value / length));
  }
  return { q, r };
}

/** The residuals of the least squares fit of `y`. */
export function residuals({ q }: Factors, y: Float64Array): Float64Array {
  const rest = Float64Array.from(y);
  // Twice, for the same reason as in `factor`.
  for (const basis of [...q, ...q]) {
    const part = dot(basis, rest);
    for (let row = 0; row < rest.length; row += 1) rest[row]! -= part * basis[row]!;
  }
  return rest;
}

/**
 * The vector a with coefficient `index` = Σ (q_i · a) y_i, where q_i is the i-th row of Q: the solution of R'a = e.
 */
export function coefficientWeights({ r }: Factors, index: number): number[] {
  const a: number[] = [];
  for (let i = 0; i < r.length; i += 1) {
    let rest = i === index ? 1 : 0;
    for (let j = 0; j < i; j += 1) rest -= r[j]![i]! * a[j]!;
    a.push(rest / r[i]![i]!);
  }
  return a;
}

/** The coefficient itself. */
export function coefficient({ q }: Factors, weights: readonly number[], y: Float64Array): number {
  return q.reduce((sum, basis, j) => sum + weights[j]! * dot(basis, y), 0);
}

function dot(one: Float64Array, two: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i += 1) sum += one[i]! * two[i]!;
  return sum;
}
