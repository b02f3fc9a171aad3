import { describe, expect, test } from 'vitest';
import { prepareGroupChoice } from '../../src/bucketing/choose.js';
import { type Fraction, fraction } from '../../src/portion/fraction.js';
import { multinomialP } from '../../src/stats/distributions/multinomial.js';
import { sampleRatio, stratifiedSampleRatio } from '../../src/stats/sample-ratio.js';
import { simulateSizes } from '../../src/stats/simulate.js';
import { goodnessOfFit } from '../../src/stats/tests/chi-square.js';

function shares(...parts: number[]): Fraction[] {
  const whole = BigInt(parts.reduce((sum, part) => sum + part, 0));
  return parts.map((part) => fraction(BigInt(part), whole));
}

/** How many of `runs` experiments in which nothing is amiss are called a mismatch. */
function falseAlarms(list: readonly Fraction[], learners: number, runs: number, alpha: number): number {
  const choice = prepareGroupChoice(list.map((share, index) => ({ name: `g${index}`, share })));
  let alarms = 0;
  for (let run = 0; run < runs; run += 1) {
    const sizes = simulateSizes(choice, learners, `a/a ${learners} ${run}`);
    if (sampleRatio(sizes, list, alpha).mismatch) alarms += 1;
  }
  return alarms;
}

describe('sampleRatio', () => {
  test('small experiments get the exact test', () => {
    expect(sampleRatio([8, 2], shares(1, 1))).toMatchObject({
      method: 'exact',
      alpha: 0.01,
      mismatch: false,
    });
    expect(sampleRatio([8, 2], shares(1, 1)).p).toBeCloseTo(0.109375, 12);
    expect(sampleRatio([20, 2], shares(1, 1))).toMatchObject({ method: 'exact', mismatch: true });
  });

  test('large ones get chi-square', () => {
    const sizes = [101_000, 99_000, 200_000];
    const verdict = sampleRatio(sizes, shares(1, 1, 2));
    expect(verdict).toMatchObject({ method: 'chi-square', mismatch: true, pooled: 0 });
    expect(verdict.p).toBeCloseTo(goodnessOfFit([...sizes], [100_000, 100_000, 200_000]).p, 15);
  });

  test('the two methods agree where both can be used', () => {
    const sizes = [50_300, 49_690];
    const exact = sampleRatio(sizes, shares(1, 1));
    expect(exact.method).toBe('exact');
    const half = (sizes[0]! + sizes[1]!) / 2;
    expect(exact.p / goodnessOfFit(sizes, [half, half]).p).toBeCloseTo(1, 1);
  });

  test('50.5 to 49.5 percent is detected with 100,000 learners', () => {
    expect(sampleRatio([50_500, 49_500], shares(1, 1)).mismatch).toBe(true);
    expect(sampleRatio([5050, 4950], shares(1, 1)).mismatch).toBe(false);
  });

  test('a learner in a group with the portion 0 is a mismatch', () => {
    expect(sampleRatio([50, 50, 1], shares(1, 1, 0), 1e-9)).toMatchObject({ p: 0, mismatch: true });
    expect(sampleRatio([50, 50, 0], shares(1, 1, 0)).p).toBe(sampleRatio([50, 50], shares(1, 1)).p);
  });

  test('no learners, or only one group, is not a mismatch', () => {
    expect(sampleRatio([0, 0, 0], shares(1, 1, 2))).toMatchObject({ p: 1, mismatch: false });
    expect(sampleRatio([1_000_000], shares(1))).toMatchObject({ p: 1, mismatch: false });
  });

  test('groups that expect fewer than 20 learners are pooled, then tested exactly if possible', () => {
    const list = shares(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 380);
    const verdict = sampleRatio([0, 2, 4, 6, 0, 2, 4, 6, 0, 2, 374], list);
    expect(verdict).toMatchObject({ method: 'exact', pooled: 10 });
    expect(verdict.p).toBeCloseTo(multinomialP([26, 374], [0.05, 0.95]), 12);
    expect(sampleRatio([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 400], list)).toMatchObject({ mismatch: true });
  });

  test('the largest group is kept apart, however few learners the others expect together', () => {
    const list = shares(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 990);
    const verdict = sampleRatio([1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 990], list);
    expect(verdict).toMatchObject({ method: 'exact', pooled: 10 });
    expect(verdict.p).toBeCloseTo(multinomialP([10, 990], [0.01, 0.99]), 12);
    expect(sampleRatio([10, 2, 0, 10, 2, 0, 1, 2, 0, 1, 972], list).mismatch).toBe(true);
  });

  test('small groups that remain join the last pool', () => {
    const list = shares(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    const verdict = sampleRatio([12, 12, 8, 8, 10, 10, 10, 10, 10, 10, 10], list);
    expect(verdict).toMatchObject({ method: 'chi-square', pooled: 10 });
    // The largest is the last of equals, so that five pairs are left.
    expect(verdict.p).toBeCloseTo(goodnessOfFit([24, 16, 20, 20, 20, 10], [20, 20, 20, 20, 20, 10]).p, 12);
    const odd = sampleRatio([12, 12, 8, 8, 10, 10, 10, 10, 10, 30], shares(1, 1, 1, 1, 1, 1, 1, 1, 1, 3));
    expect(odd).toMatchObject({ method: 'chi-square', pooled: 9 });
    expect(odd.p).toBeCloseTo(goodnessOfFit([24, 16, 20, 30, 30], [20, 20, 20, 30, 30]).p, 12);
  });

  test.each([
    [[1, 2], shares(1), 0.01, 'there are 2 sizes for 1 shares'],
    [[1, -2], shares(1, 1), 0.01, 'the size of a group is -2;'],
    [[1, 0.5], shares(1, 1), 0.01, 'the size of a group is 0.5;'],
    [[1, 2], [fraction(1n, 2n), fraction(1n, 3n)], 0.01, 'the shares add up to 5/6;'],
    [[1, 2], [fraction(3n, 2n), fraction(-1n, 2n)], 0.01, 'the share of a group is negative: -0.5'],
    [[1, 2], shares(1, 1), 0, 'alpha is 0;'],
    [[1, 2], shares(1, 1), 1, 'alpha is 1;'],
    [[1, 2], shares(1, 1), Number.NaN, 'alpha is NaN;'],
  ])('refuses %j, %o, %d', (sizes, list, alpha, message) => {
    expect(() => sampleRatio(sizes, list, alpha)).toThrow(RangeError);
    expect(() => sampleRatio(sizes, list, alpha)).toThrow(message);
  });
});

describe('sizes of several strata', () => {
  test("the p values are combined by Fisher's method", () => {
    const half = shares(1, 1);
    const strata = [
      { sizes: [60, 40], shares: half },
      { sizes: [700, 300], shares: shares(2, 1) },
      { sizes: [9000, 1000], shares: shares(9, 1) },
    ];
    const ps = strata.map((each) => sampleRatio(each.sizes, each.shares).p);
    // A chi-square tail with 6 degrees of freedom.
    const x = -ps.reduce((sum, p) => sum + Math.log(p), 0);
    const expected = Math.exp(-x) * (1 + x + x ** 2 / 2);
    const combined = stratifiedSampleRatio(strata);
    expect(combined.p).toBeCloseTo(expected, 12);
    expect([combined.strata, combined.mismatch]).toEqual([3, expected < 0.01]);
  });

  test('one stratum with learners is tested as it is; a size that cannot be is a mismatch of all', () => {
    const half = shares(1, 1);
    const empty = { sizes: [0, 0], shares: shares(9, 1) };
    expect(stratifiedSampleRatio([empty, { sizes: [60, 40], shares: half }])).toEqual(
      sampleRatio([60, 40], half),
    );
    expect(stratifiedSampleRatio([empty])).toMatchObject({ p: 1, mismatch: false });
    const impossible = { sizes: [10, 1], shares: shares(1, 0) };
    expect(stratifiedSampleRatio([impossible, { sizes: [50, 50], shares: half }])).toMatchObject({
      p: 0,
      mismatch: true,
    });
  });

  test('false alarms of two strata stay at alpha, and a mismatch in one of them is found', () => {
    const [half, most] = [shares(1, 1), shares(9, 1)];
    const choiceOf = (list: readonly Fraction[]) =>
      prepareGroupChoice(list.map((share, index) => ({ name: `g${index}`, share })));
    const [first, second] = [choiceOf(half), choiceOf(most)];
    let alarms = 0;
    let found = 0;
    for (let run = 0; run < 2000; run += 1) {
      const before = { sizes: simulateSizes(first, 150, `before ${run}`), shares: half };
      const after = { sizes: simulateSizes(second, 300, `after ${run}`), shares: most };
      if (stratifiedSampleRatio([before, after], 0.05).mismatch) alarms += 1;
      if (run < 200 && stratifiedSampleRatio([before, { ...after, shares: shares(7, 3) }], 0.05).mismatch)
        found += 1;
    }
    expect(alarms / 2000).toBeLessThanOrEqual(0.065);
    expect(found).toBe(200);
  });
});

describe('false alarms in A/A simulations', () => {
  // The exact test keeps below alpha; three standard deviations more than alpha are left to chance.
  const most = (runs: number, alpha: number) => runs * alpha + 3 * Math.sqrt(runs * alpha * (1 - alpha));

  test.each([
    ['two halves, 30 learners, exact', shares(1, 1), 30, 4000, 0.05],
    ['a tenth, 100 learners, exact', shares(1, 9), 100, 4000, 0.05],
    ['three groups, 60 learners, exact', shares(1, 2, 7), 60, 2000, 0.01],
    ['four groups, 2,000 learners, chi-square', shares(1, 1, 1, 7), 2000, 4000, 0.01],
    ['four groups, 2,000 learners, chi-square', shares(1, 1, 1, 7), 2000, 4000, 0.05],
    ['many small groups, 300 learners, pooled', shares(1, 1, 2, 2, 3, 3, 4, 384), 300, 4000, 0.01],
    ['eleven groups, 110 learners, pooled', shares(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), 110, 4000, 0.01],
  ])('%s', (_, list, learners, runs, alpha) => {
    const alarms = falseAlarms(list, learners, runs, alpha);
    expect(alarms).toBeLessThanOrEqual(most(runs, alpha));
    // A test that never sounds is of no use either.
    expect(alarms).toBeGreaterThan((runs * alpha) / 5);
  });

  test('chi-square gives false alarms at its rate, not only below it', () => {
    const alarms = falseAlarms(shares(3, 3, 4), 5000, 4000, 0.05);
    expect(Math.abs(alarms - 200)).toBeLessThan(3 * Math.sqrt(190));
  });
});
