import { expect, test } from 'vitest';
import { stableBuckets } from '../../src/bucketing/bucket.js';
import { holm } from '../../src/stats/tests/adjustment.js';
import { independence } from '../../src/stats/tests/chi-square.js';

/** As many groups as experiments, 2 to 10; the names are alike on purpose, as they are in a course. */
const EXPERIMENTS = [
  ['experiment.1', 2],
  ['experiment.2', 2],
  ['experiment.3', 3],
  ['experiment.4', 4],
  ['experiment.5', 5],
  ['experiment.6', 7],
  ['experiment.7', 8],
  ['experiment.8', 10],
] as const;
const LEARNERS = 1_000_000;
const SIGMAS = 4;

test('a million learners in eight experiments: correct shares, and independent experiments', () => {
  const names = Array.from({ length: LEARNERS }, (_, i) => `learner_${i}`);
  const buckets = EXPERIMENTS.map(([name, count]) => stableBuckets(name, count, names));

  for (const [index, [name, count]] of EXPERIMENTS.entries()) {
    const sizes = new Array<number>(count).fill(0);
    for (const bucket of buckets[index]!) sizes[bucket]! += 1;
    const sigma = Math.sqrt((LEARNERS / count) * (1 - 1 / count));
    for (const [bucket, size] of sizes.entries()) {
      const off = Math.abs(size - LEARNERS / count) / sigma;
      expect(off, `${name}, bucket ${bucket}: ${size}`).toBeLessThan(SIGMAS);
    }
  }

  const values: number[] = [];
  for (let a = 0; a < EXPERIMENTS.length; a += 1) {
    for (let b = a + 1; b < EXPERIMENTS.length; b += 1) values.push(pairP(a, b));
  }
  expect(values).toHaveLength(28);
  expect(Math.min(...holm(values))).toBeGreaterThan(0.01);

  function pairP(a: number, b: number): number {
    const [rows, columns] = [EXPERIMENTS[a]![1], EXPERIMENTS[b]![1]];
    const table = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
    const [first, second] = [buckets[a]!, buckets[b]!];
    for (let i = 0; i < LEARNERS; i += 1) table[first[i]!]![second[i]!]! += 1;
    return independence(table).p;
  }
});
