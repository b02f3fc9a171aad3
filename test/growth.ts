/** Linear time without a clock's verdict: the same work at two sizes, compared with each other. */
import { expect } from 'vitest';

const TIMES_LARGER = 8;
/** Linear work takes 8 times as long, quadratic work 64 times; noise on a busy machine lies between. */
const MOST_GROWTH = 32;
/** Shorter times measure the machine, not the work. */
const SHORTEST_MS = 5;
/** Work that is not linear is so each time that it is measured. */
const MEASUREMENTS = 3;

/** Fails when the work grows with the square of its size. @param prepare makes the work of a size; not measured */
export function expectLinear(largest: number, prepare: (size: number) => () => unknown): void {
  let growth = Number.POSITIVE_INFINITY;
  for (let measured = 0; measured < MEASUREMENTS && growth >= MOST_GROWTH; measured += 1) {
    const small = fastest(prepare(Math.floor(largest / TIMES_LARGER)));
    const large = fastest(prepare(largest));
    growth = large / Math.max(small, SHORTEST_MS);
  }
  expect(growth).toBeLessThan(MOST_GROWTH);
}

/** The fastest of three runs, in milliseconds of processor time: what else the machine does is not counted. */
function fastest(work: () => unknown): number {
  const times = [0, 1, 2].map(() => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}
