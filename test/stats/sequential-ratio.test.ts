import { describe, expect, test } from 'vitest';
import { fraction } from '../../src/portion/fraction.js';
import { stratifiedSampleRatio } from '../../src/stats/sample-ratio.js';
import { sequentialRatio } from '../../src/stats/sequential-ratio.js';
import { random, SOAK } from '../seed.js';

const half = [fraction(1n, 2n), fraction(1n, 2n)];
const third = [fraction(1n, 3n), fraction(2n, 3n)];
const RUNS = 500 * SOAK;

/** The shares of runs in which each test ever reports: after every 20 of 2,000 learners, and after every 200. */
function alarms(name: string, more: number): { readonly once: number; readonly always: number } {
  const draw = random(name);
  let [once, always] = [0, 0];
  for (let run = 0; run < RUNS; run += 1) {
    const strata = [
      { sizes: [0, 0], shares: half },
      { sizes: [0, 0], shares: third },
    ];
    let [hasOnce, hasAlways] = [false, false];
    for (let learner = 1; learner <= 2000 && !(hasOnce && hasAlways); learner += 1) {
      const isFirst = learner <= 1000;
      strata[isFirst ? 0 : 1]!.sizes[draw() < (isFirst ? 0.5 : 1 / 3) + more ? 0 : 1]! += 1;
      hasOnce ||= learner % 200 === 0 && stratifiedSampleRatio(strata).mismatch;
      hasAlways ||= learner % 20 === 0 && sequentialRatio(strata).mismatch;
    }
    once += hasOnce ? 1 : 0;
    always += hasAlways ? 1 : 0;
  }
  return { once: once / RUNS, always: always / RUNS };
}

describe('sequentialRatio', () => {
  test('the formula of the paper, for a few learners', () => {
    const p = (...sizes: number[]) => sequentialRatio([{ sizes, shares: half }]).p;
    expect(p(3, 0)).toBeCloseTo(1 / ((50 * 51 * 52) / (100 * 101 * 102) / 0.125), 12);
    expect(p(1, 1)).toBe(1);
    expect(p(3000, 0)).toBeLessThan(1e-200);
  });

  test('a learner in a group without a share is a mismatch; nobody is none', () => {
    const all = [fraction(1n), fraction(0n)];
    const none = { sizes: [0, 0], shares: all };
    expect(sequentialRatio([{ sizes: [5, 1], shares: all }])).toMatchObject({ p: 0, mismatch: true });
    expect(sequentialRatio([none])).toMatchObject({ p: 1, mismatch: false, method: 'sequential' });
    const two = { sizes: [9, 9], shares: half };
    expect(sequentialRatio([none, two]).strata).toBeUndefined();
    expect(sequentialRatio([two, none, two]).strata).toBe(2);
    expect(() => sequentialRatio([])).toThrow('there is no stratum');
  });

  test(`however often one looks, false alarms are rare, and a test for one look has more (${RUNS} runs)`, () => {
    const { once, always } = alarms('sequential ratio, no mismatch', 0);
    expect(once).toBeGreaterThan(0.02);
    expect(always).toBeLessThanOrEqual(SOAK === 1 ? 0.01 + 3 * Math.sqrt(0.0099 / RUNS) : 0.01);
  });

  test('10 points too many are found in 98.5 of 100 runs', () => {
    expect(alarms('sequential ratio, mismatch', 0.1).always).toBeGreaterThan(0.985);
  });
});
