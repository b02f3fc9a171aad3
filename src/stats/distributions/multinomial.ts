/** The exact multinomial test of goodness of fit, for sizes too small for chi-square. */

/** Relative tolerance: outcomes as probable as the observed one count in spite of rounding. */
const TOLERANCE = 1e-9;

/** The number of ways to put `total` learners into `groups` groups; Infinity beyond binary64. */
export function outcomeCount(total: number, groups: number): number {
  let count = 1;
  for (let i = 1; i < groups; i += 1) count = (count * (total + i)) / i;
  return Math.round(count);
}

/**
 * The probability of an outcome that is at most as probable as the observed one. Enumerates every outcome, so the
 * caller checks `outcomeCount` first. `shares` are above 0 and add up to 1.
 */
export function multinomialP(observed: readonly number[], shares: readonly number[]): number {
  const total = observed.reduce((sum, size) => sum + size, 0);
  const logFactorials = new Float64Array(total + 1);
  for (let i = 2; i <= total; i += 1) logFactorials[i] = logFactorials[i - 1]! + Math.log(i);
  const logShares = shares.map(Math.log);
  const term = (group: number, size: number) => size * logShares[group]! - logFactorials[size]!;
  const bound = observed.reduce((sum, size, group) => sum + term(group, size), 0) + TOLERANCE;
  const constant = logFactorials[total]!;
  const last = shares.length - 1;
  let p = 0;
  const visit = (group: number, left: number, sum: number): void => {
    if (group < last) {
      for (let size = 0; size <= left; size += 1) visit(group + 1, left - size, sum + term(group, size));
      return;
    }
    const log = sum + term(group, left);
    if (log <= bound) p += Math.exp(constant + log);
  };
  visit(0, total, 0);
  return Math.min(1, p);
}
