import { describe, expect, test } from 'vitest';
import { type Adjusted, cuped, lin } from '../../../src/stats/effects/adjusted.js';
import { welch } from '../../../src/stats/effects/welch.js';
import { expectLinear } from '../../growth.js';
import { random } from '../../seed.js';
import { expectNumbers } from '../close.js';
import { anorexia, classes } from '../datasets.js';

const therapy = { outcomes: anorexia.therapy.after, covariates: [anorexia.therapy.before] };
const control = { outcomes: anorexia.control.after, covariates: [anorexia.control.before] };

/** The learners of one variant of the classes. */
function variant(treated: number, ...covariates: readonly number[][]): Adjusted {
  const own = (values: readonly number[]) => values.filter((_, i) => classes.treated[i] === treated);
  return { outcomes: own(classes.after), covariates: covariates.map(own) };
}

describe('lin', () => {
  test('MASS anorexia', () => {
    // R 4.2.2: lm(Postwt ~ T * x) with sandwich::vcovHC(…, "HC2")
    const effect = lin(therapy, control);
    expectNumbers(effect, {
      estimate: 4.215184653988,
      standardError: 1.788702016684,
      degreesOfFreedom: 51,
      pValue: 0.022324117721,
    });
    expect(effect.treated.mean).toBe(welch(therapy.outcomes, control.outcomes).treated.mean);
  });

  // R 4.2.2: lm(after ~ T * x1 + T * x2) with sandwich::vcovHC(…, "HC2") and n - 2 - 2k degrees of freedom
  test('one covariate', () => {
    expectNumbers(lin(variant(1, classes.before), variant(0, classes.before)), {
      standardError: 1.4828731911872,
      degreesOfFreedom: 68,
      lower: -2.966790703072,
      upper: 2.9512640614565,
      pValue: 0.99583816407694,
    });
  });

  test('two covariates', () => {
    const effect = lin(variant(1, classes.before, classes.age), variant(0, classes.before, classes.age));
    expectNumbers(effect, {
      estimate: 0.19669389225149,
      standardError: 1.4886175580857,
      degreesOfFreedom: 66,
      lower: -2.77542695765,
      upper: 3.168814742153,
      pValue: 0.89528194606171,
    });
  });

  test('the origin and unit of a covariate do not matter', () => {
    const moved = (group: Adjusted) => ({
      ...group,
      covariates: [Array.from(group.covariates[0]!, (value) => 2 ** 20 + value / 16)],
    });
    const { standardError, pValue } = lin(therapy, control);
    expectNumbers(lin(moved(therapy), moved(control)), { standardError, pValue }, 1e-8);
  });

  test('without covariates it is the difference of means, with n - 2 degrees of freedom', () => {
    const plain = welch(therapy.outcomes, control.outcomes);
    const bare = (group: Adjusted) => ({ ...group, covariates: [] });
    const { estimate, standardError, degreesOfFreedom } = lin(bare(therapy), bare(control));
    expectNumbers(plain, { estimate, standardError }, 1e-12);
    expect(degreesOfFreedom).toBe(53);
  });

  const of = (outcomes: number[], ...covariates: number[][]): Adjusted => ({ outcomes, covariates });
  test.each([
    ['a constant', of([1, 2, 4, 4], [7, 7, 7, 7]), 'covariate 1 does not vary'],
    [
      'a repeated one',
      of([1, 2, 4, 4], [1, 2, 3, 5], [2, 4, 6, 10]),
      'covariate 2 does not vary, or follows',
    ],
    ['one learner', of([1, 2, 4, 4], [0, 0, 0, 1]), 'one learner alone determines a covariate'],
    ['too few', of([1, 2], [1, 2]), 'a group has 2 learners with an outcome; it must have at least 3'],
  ])('%s is refused', (_, group, message) => {
    const other = of([2, 5, 3, 4, 4.5], ...group.covariates.map((_, k) => [3, 1, 4 - 3 * k, 1.5 + k, 5]));
    expect(() => lin(group, other)).toThrow(message);
    expect(() => lin(other, group)).toThrow(message);
  });

  test('refuses lists of different lengths', () => {
    expect(() => lin(of([1, 2], [1]), of([1, 2], [1, 2]))).toThrow(RangeError);
    expect(() => lin(of([1, 2]), of([1, 2], [1, 2]))).toThrow('one group has 0 covariates, another 1');
  });

  test('time is linear in the learners', () => {
    const draw = random('lin, time');
    expectLinear(400_000, (size) => {
      const list = () => Float64Array.from({ length: size / 2 }, draw);
      const groups = [0, 1].map(() => ({ outcomes: list(), covariates: [list()] }));
      return () => lin(groups[0]!, groups[1]!);
    });
  });
});

describe('cuped', () => {
  test('MASS anorexia', () => {
    // R 4.2.2: t.test of y - θ x, θ = cov(x, y) / var(x)
    const effect = cuped(therapy, control);
    expectNumbers(effect, { estimate: 4.194051642854, lower: 0.624188265055, upper: 7.763915020653 });
    expect(effect.method).toBe('cuped');
  });

  test('refuses a covariate that does not vary', () => {
    const flat = { outcomes: [1, 2, 3], covariates: [[5, 5, 5]] };
    expect(() => cuped(flat, flat)).toThrow('covariate 1 does not vary');
  });
});
