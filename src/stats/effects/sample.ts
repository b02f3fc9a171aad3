/** The outcomes of one group, and their mean and variance. */

/** One number for each learner: an array or a typed array. Lists that belong together have the same order of learners. */
export type Values = ArrayLike<number>;

/** Count, mean and variance of a list of numbers. */
export interface Summary {
  readonly learners: number;
  readonly mean: number;
  /** With n - 1 in the denominator; `NaN` below two learners. */
  readonly variance: number;
}

/**
 * Summarises a list in two passes with the remainder of the first (T. Chan, G. Golub and R. LeVeque, 1983), so that
 * large means do not spoil small variances.
 * @throws RangeError when a value is not a finite number
 */
export function summaryOf(values: Values): Summary {
  const learners = values.length;
  let total = 0;
  for (let i = 0; i < learners; i += 1) total += values[i]!;
  const rough = total / learners;
  let remainder = 0;
  let squares = 0;
  for (let i = 0; i < learners; i += 1) {
    const deviation = values[i]! - rough;
    remainder += deviation;
    squares += deviation * deviation;
  }
  if (!Number.isFinite(squares))
    throw new RangeError(`a value is ${firstWrong(values)}; it must be a finite number`);
  return {
    learners,
    mean: rough + remainder / learners,
    variance: learners < 2 ? Number.NaN : (squares - remainder ** 2 / learners) / (learners - 1),
  };
}

function firstWrong(values: Values): number | undefined {
  return Array.from(values).find((value) => !Number.isFinite(value));
}
