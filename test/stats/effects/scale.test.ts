import { describe, expect, test } from 'vitest';
import { lin } from '../../../src/stats/effects/adjusted.js';
import type { Summary } from '../../../src/stats/effects/sample.js';
import {
  relative,
  relativeOf,
  standardised,
  standardisedDifference,
} from '../../../src/stats/effects/scale.js';
import { welch, welchOf } from '../../../src/stats/effects/welch.js';
import { expectNumbers, expectRelative } from '../close.js';
import { anorexia, sleep, toothGrowth } from '../datasets.js';

function fromSums(learners: number, sum: number, squares: number): Summary {
  return { learners, mean: sum / learners, variance: (squares - sum ** 2 / learners) / (learners - 1) };
}

describe('relative', () => {
  const control = fromSums(3407, 1396.87, 52377.9767);
  const treated = fromSums(3461, 2422.7, 134698.29);

  test("the sums of GrowthBook's own tests", () => {
    expectNumbers(welchOf(treated, control), { estimate: 0.29, lower: 0.04538, upper: 0.53462 }, 1e-4);
    expectNumbers(welchOf(treated, control), { pValue: 0.02016 }, 1e-3);
    const effect = relativeOf(treated, control);
    expectNumbers(effect, { estimate: 0.70732, lower: -0.03526, upper: 1.44989, pValue: 0.06191 }, 1e-4);
  });

  test('does not depend on the unit', () => {
    const scaled = (values: readonly number[]) => values.map((value) => value * 250);
    const { orangeJuice, ascorbicAcid } = toothGrowth;
    const { estimate, lower, pValue } = relative(orangeJuice, ascorbicAcid);
    expectNumbers(relative(scaled(orangeJuice), scaled(ascorbicAcid)), { estimate, lower, pValue }, 1e-12);
    expectRelative(estimate, 20.6633333333333 / 16.9633333333333 - 1, 1e-12);
  });

  test('refuses a control whose mean is not above 0', () => {
    expect(() => relative([1, 2], [0, 0])).toThrow(expect.objectContaining({ reason: 'zero-control' }));
    expect(() => relative([1, 2], [-3, 1])).toThrow("the control's mean is -1");
  });
});

describe('standardised', () => {
  test('R ToothGrowth', () => {
    const { orangeJuice, ascorbicAcid } = toothGrowth;
    const effect = welch(orangeJuice, ascorbicAcid);
    const size = standardised(effect, orangeJuice, ascorbicAcid);
    expectNumbers(size, { d: 0.49452014054509, correction: 0.987003581028, g: 0.488093149608 });
    expectRelative(size.upper / size.g, effect.upper / effect.estimate, 1e-12);
  });

  test.each([
    // Γ(m/2) / (√(m/2) Γ((m-1)/2)) with forty digits
    [2, 0.5641895835477563],
    [98, 0.9923240874205953],
    [202, 0.9962817592057512],
    [2e6, 0.9999996249999453],
  ])('the correction with %i degrees of freedom', (degrees, correction) => {
    const values = (learners: number) => Float64Array.from({ length: learners }, (_, i) => i % 2);
    const [one, zero] = [values(degrees / 2 + 1), values(degrees / 2 + 1)];
    expectRelative(standardised(welch(one, zero), one, zero).correction, correction, 1e-11);
  });

  test('an adjusted effect is divided by the deviation of the outcomes themselves', () => {
    const [treated, control] = [anorexia.therapy, anorexia.control];
    const plain = standardised(welch(treated.after, control.after), treated.after, control.after);
    const effect = lin(
      { outcomes: treated.after, covariates: [treated.before] },
      { outcomes: control.after, covariates: [control.before] },
    );
    const adjusted = standardised(effect, treated.after, control.after);
    expectRelative(adjusted.d / plain.d, 4.215184653988 / 4.588859416446);
  });

  test('refuses outcomes that do not vary', () => {
    const effect = welch([1, 2], [3, 4]);
    expect(() => standardised(effect, [1, 1], [2, 2])).toThrow('the outcomes of the 4 learners do not vary');
  });
});

describe('standardisedDifference', () => {
  test('divides by the mean of the two variances', () => {
    expectRelative(standardisedDifference([1, 3], [1, 5]), -1 / Math.sqrt(5), 1e-15);
    expectRelative(
      standardisedDifference(sleep.first, sleep.second),
      -1.58 / Math.sqrt((3.20055555555556 + 4.009) / 2),
      1e-12,
    );
  });

  test('without variation', () => {
    expect(standardisedDifference([2, 2], [2, 2])).toBe(0);
    expect(standardisedDifference([2, 2], [1, 1])).toBe(Number.POSITIVE_INFINITY);
    expect(() => standardisedDifference([2], [1, 1])).toThrow(RangeError);
  });
});
