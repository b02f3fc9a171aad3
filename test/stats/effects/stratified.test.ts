import { describe, expect, test } from 'vitest';
import { type Stratified, stratified } from '../../../src/stats/effects/stratified.js';
import { welch } from '../../../src/stats/effects/welch.js';
import { expectNumbers } from '../close.js';
import { classes } from '../datasets.js';

function variant(treated: number, strata: readonly (string | number)[] = classes.cohort): Stratified {
  const own = <T>(values: readonly T[]) => values.filter((_, i) => classes.treated[i] === treated);
  return { outcomes: own(classes.after), strata: own(strata) };
}

describe('stratified', () => {
  test('the cohorts of the classes; the third has one treated learner and goes with the second', () => {
    // R 4.2.2, from the means and variances of split(d, ifelse(cohort == "c", "b", cohort))
    const effect = stratified(variant(1), variant(0));
    expectNumbers(effect, {
      estimate: 0.092711352657009,
      standardError: 2.3131881337347,
      degreesOfFreedom: 37.685619880264,
      lower: -4.5913764153117,
      upper: 4.7767991206257,
      pValue: 0.96824135373727,
    });
    expect([effect.strata, effect.pooled]).toEqual([2, 2]);
    const merged = classes.cohort.map((cohort) => (cohort === 'c' ? 'b' : cohort));
    expect(stratified(variant(1, merged), variant(0, merged))).toMatchObject({
      strata: 2,
      pooled: 0,
      lower: effect.lower,
    });
  });

  test('one stratum is Welch', () => {
    const one = classes.after.map(() => 'all');
    const effect = stratified(variant(1, one), variant(0, one));
    const { estimate, standardError, degreesOfFreedom } = welch(variant(1).outcomes, variant(0).outcomes);
    expectNumbers(effect, { estimate, standardError, degreesOfFreedom }, 1e-12);
  });

  test('strata that explain the outcome make the interval narrow', () => {
    const strata = ['low', 'low', 'low', 'high', 'high', 'high'];
    const treated = { outcomes: [1.5, 1.7, 1.6, 9.5, 9.6, 9.8], strata };
    const control = { outcomes: [1, 1.1, 1.3, 9, 9.1, 9.3], strata };
    const width = (effect: { lower: number; upper: number }) => effect.upper - effect.lower;
    expect(width(stratified(treated, control))).toBeLessThan(
      0.1 * width(welch(treated.outcomes, control.outcomes)),
    );
  });

  test('a stratum for each learner becomes one stratum', () => {
    const alone = (group: Stratified, from: number) => ({
      ...group,
      strata: Array.from(group.outcomes, (_, i) => from + i),
    });
    const effect = stratified(alone(variant(1), 0), alone(variant(0), 1000));
    expect([effect.strata, effect.pooled]).toEqual([1, 72]);
  });

  test('refuses too few learners, and as many strata as there are not', () => {
    expect(() => stratified({ outcomes: [1], strata: ['a'] }, variant(0))).toThrow('a group has 1 learner');
    expect(() => stratified({ outcomes: [1, 2], strata: ['a'] }, variant(0))).toThrow(RangeError);
  });
});
