import { describe, expect, test } from 'vitest';
import { prepareGroupChoice } from '../../../src/bucketing/choose.js';
import { fraction } from '../../../src/portion/fraction.js';
import { welch } from '../../../src/stats/effects/welch.js';
import { assignmentDraws, type Reassign, rerandomise } from '../../../src/stats/tests/rerandomise.js';
import { random } from '../../seed.js';

function choice(treated: bigint, whole: bigint) {
  return prepareGroupChoice([
    { name: 'control', share: fraction(whole - treated, whole) },
    { name: 'treated', share: fraction(treated, whole) },
  ]);
}
const half = choice(1n, 2n);

/** Every assignment of three of six learners once. */
const SUBSETS = Array.from({ length: 64 }, (_, bits) => bits).filter(
  (bits) => bits.toString(2).replaceAll('0', '').length === 3,
);
const allSubsets: Reassign = (draw, treated) => {
  for (let i = 0; i < 6; i += 1) treated[i] = (SUBSETS[draw - 1]! >> i) & 1;
};

describe('rerandomise', () => {
  test('over all assignments it is the exact permutation test', () => {
    const outcomes = [1, 2, 3, 10, 11, 13];
    const { pValue, statistic, draws } = rerandomise(
      outcomes,
      [0, 0, 0, 1, 1, 1],
      allSubsets,
      SUBSETS.length,
    );
    // The observed assignment and its mirror image are the extremes of 20.
    expect(pValue).toBe((1 + 2) / (1 + 20));
    const effect = welch([10, 11, 13], [1, 2, 3]);
    expect(statistic).toBeCloseTo(effect.estimate / effect.standardError, 12);
    expect(draws).toBe(20);
  });

  test('the same seed gives the same p value, other seeds give others', () => {
    const draw = random('rerandomise');
    const outcomes = Float64Array.from({ length: 200 }, draw);
    const treated = outcomes.map(() => (draw() < 0.5 ? 1 : 0));
    const p = (seed: string) => rerandomise(outcomes, treated, assignmentDraws(half, seed), 999).pValue;
    expect(p('a')).toBe(p('a'));
    expect(new Set(['a', 'b', 'c', 'd', 'e', 'f'].map(p)).size).toBeGreaterThan(1);
    const { pValue } = welch(
      outcomes.filter((_, i) => treated[i] === 1),
      outcomes.filter((_, i) => treated[i] === 0),
    );
    expect(Math.abs(p('a') - pValue)).toBeLessThan(0.08);
  });

  test('under no effect p is uniform, with unequal portions and whole clusters too', () => {
    const draw = random('rerandomise, uniform');
    const clusters = Array.from({ length: 60 }, (_, i) => `class ${i % 15}`);
    const reassign = assignmentDraws(choice(3n, 10n), 'uniform', clusters);
    const current = new Uint8Array(60);
    let [low, runs] = [0, 0];
    for (let run = 1; run <= 400; run += 1) {
      const levels = Array.from({ length: 15 }, () => 3 * draw());
      const outcomes = clusters.map((_, i) => levels[i % 15]! + draw());
      reassign(1_000_000 + run, current);
      if (new Set(current).size < 2) continue;
      runs += 1;
      if (rerandomise(outcomes, current, reassign, 99).pValue <= 0.1) low += 1;
    }
    // Four standard deviations around a tenth.
    expect(Math.abs(low / runs - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / runs));
  });

  test('refuses groups of one, outcomes without variation, lists of different lengths', () => {
    const reassign = assignmentDraws(half, 'x');
    expect(() => rerandomise([1, 2, 3], [1, 0, 0], reassign)).toThrow('a group has 1 learner');
    expect(() => rerandomise([2, 2, 2, 2], [1, 1, 0, 0], reassign)).toThrow('all 4 outcomes are 2');
    expect(() => rerandomise([1, 2], [1], reassign)).toThrow('there are 1 assignments for 2 outcomes');
  });
});

describe('assignmentDraws', () => {
  test('follows the portions, and keeps clusters together', () => {
    const treated = new Uint8Array(10_000);
    assignmentDraws(choice(1n, 4n), 'portions')(1, treated);
    expect(treated.reduce((sum, one) => sum + one, 0) / 10_000).toBeCloseTo(0.25, 1);
    const clusters = Array.from(treated, (_, i) => i % 100);
    assignmentDraws(half, 'clusters', clusters)(1, treated);
    for (const [i, one] of treated.entries()) expect(one).toBe(treated[i % 100]);
    expect(new Set(treated.subarray(0, 100)).size).toBe(2);
  });

  test('learners are drawn by the choice of their time, and keep their group where they were not drawn', () => {
    const of = Array.from({ length: 9000 }, (_, i) => i % 3);
    const choices = [choice(1n, 10n), choice(9n, 10n), null];
    const treated = Uint8Array.from(of, (_, i) => (i === 2 ? 1 : 0));
    assignmentDraws({ choices, of }, 'times')(1, treated);
    const share = (time: number) =>
      treated.reduce((sum, one, i) => sum + (of[i] === time ? one : 0), 0) / 3000;
    expect([share(0), share(1)]).toEqual([expect.closeTo(0.1, 1), expect.closeTo(0.9, 1)]);
    expect([share(2), treated[2]]).toEqual([1 / 3000, 1]);
    // Each cluster has learners of two times, and was drawn at the first of them.
    const clusters = of.map((_, i) => Math.floor(i / 2));
    assignmentDraws({ choices, of: of.map((_, i) => i % 2) }, 'clusters', clusters)(1, treated);
    expect(treated.reduce((sum, one) => sum + one, 0) / 9000).toBeCloseTo(0.1, 1);
    for (const [i, one] of treated.entries()) expect(one).toBe(treated[i - (i % 2)]);
  });

  test('under no effect p is uniform where the portions changed and the outcomes drift; by one choice it is not', () => {
    const draw = random('rerandomise, changed portions');
    const of = Array.from({ length: 80 }, (_, i) => (i < 40 ? 0 : 1));
    const right = assignmentDraws({ choices: [choice(1n, 5n), choice(4n, 5n)], of }, 'right');
    const wrong = assignmentDraws(half, 'wrong');
    const current = new Uint8Array(80);
    const low = [0, 0];
    for (let run = 1; run <= 400; run += 1) {
      const outcomes = of.map((time) => 0.3 * time + draw());
      right(1_000_000 + run, current);
      for (const [index, reassign] of [right, wrong].entries())
        if (rerandomise(outcomes, current, reassign, 99).pValue <= 0.1) low[index]! += 1;
    }
    // Four standard deviations around a tenth.
    const reach = 4 * Math.sqrt(0.09 / 400);
    expect(Math.abs(low[0]! / 400 - 0.1)).toBeLessThan(reach);
    expect(low[1]! / 400).toBeGreaterThan(0.1 + reach);
  });

  test('compares two groups', () => {
    const three = prepareGroupChoice(['a', 'b', 'c'].map((name) => ({ name, share: fraction(1n, 3n) })));
    expect(() => assignmentDraws(three, 'x')).toThrow('the choice has 3 groups');
  });
});
