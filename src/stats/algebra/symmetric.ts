/** Eigenvalues and functions of small symmetric matrices. */

type Matrix = readonly (readonly number[])[];

const EPSILON = 1e-30;
const MOST_SWEEPS = 60;

/**
 * f(A) for a symmetric matrix: the matrix with the same eigenvectors and the function of each eigenvalue. Jacobi's method,
 * which finds small eigenvalues as well as large ones; for some dozens of rows at most.
 */
export function ofEigenvalues(matrix: Matrix, f: (eigenvalue: number) => number): number[][] {
  const { values, vectors } = eigen(matrix);
  const mapped = values.map(f);
  return matrix.map((_, i) =>
    matrix.map((_, j) =>
      mapped.reduce((sum, value, k) => sum + vectors[i]![k]! * value * vectors[j]![k]!, 0),
    ),
  );
}

/** The eigenvectors are the columns of `vectors`. */
function eigen(matrix: Matrix): { values: number[]; vectors: number[][] } {
  const a = matrix.map((row) => [...row]);
  const vectors = a.map((_, i) => a.map((_, j) => (i === j ? 1 : 0)));
  const all = a.flat().reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep += 1) {
    let off = 0;
    for (let p = 0; p < a.length; p += 1) {
      for (let q = p + 1; q < a.length; q += 1) off += a[p]![q]! ** 2;
    }
    if (off <= EPSILON * all) break;
    for (let p = 0; p < a.length; p += 1) {
      for (let q = p + 1; q < a.length; q += 1) rotate(a, vectors, p, q);
    }
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}

/** Turns the axes p and q so that the entry between them becomes 0. */
function rotate(a: number[][], vectors: number[][], p: number, q: number): void {
  const between = a[p]![q]!;
  if (between === 0) return;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * between);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (const rows of [a, vectors]) {
    for (const row of rows) {
      const [x, y] = [row[p]!, row[q]!];
      row[p] = c * x - s * y;
      row[q] = s * x + c * y;
    }
  }
  const [first, second] = [a[p]!, a[q]!];
  for (let k = 0; k < a.length; k += 1) {
    const [x, y] = [first[k]!, second[k]!];
    first[k] = c * x - s * y;
    second[k] = s * x + c * y;
  }
}
