/** The seed of every random test: the same in each run of the tests, a new one in each round of `npm run soak`. */
import seedrandom from 'seedrandom';

/** A whole number; the run prints it, and `OLX_ABTEST_SEED` in the environment repeats it. */
export const SEED = numberIn('OLX_ABTEST_SEED', 1);

/** How many times as long the races, kills and floods take: 1 in the tests, 10 in `npm run soak`. */
export const SOAK = numberIn('OLX_ABTEST_SOAK', 1);

/** A generator of numbers from 0 to 1, 1 not included, as `Math.random`; each name has its own numbers. */
export function random(name: string): () => number {
  return seedrandom(`${SEED} ${name}`);
}

function numberIn(variable: string, otherwise: number): number {
  const value = Number(process.env[variable] ?? otherwise);
  if (!Number.isInteger(value) || value < 1 || value >= 2 ** 31)
    throw new Error(`${variable} is not a whole number from 1 to 2147483647: ${process.env[variable]}`);
  return value;
}
