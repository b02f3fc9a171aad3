import { describe, expect, test } from 'vitest';
import { type Clustered, clustered } from '../../../src/stats/effects/clustered.js';
import { expectLinear } from '../../growth.js';
import { random } from '../../seed.js';
import { expectNumbers, expectRelative } from '../close.js';
import { classes } from '../datasets.js';

function variant(treated: number, ...covariates: readonly number[][]): Required<Clustered> {
  const own = (values: readonly number[]) => values.filter((_, i) => classes.treated[i] === treated);
  return { outcomes: own(classes.after), clusters: own(classes.class), covariates: covariates.map(own) };
}

describe('clustered', () => {
  // R 4.2.2: clubSandwich 0.5.8, vcovCR(lm(after ~ T …), class, "CR2"), coef_test(…, "Satterthwaite")
  test('without covariates', () => {
    const effect = clustered(variant(1), variant(0));
    expectNumbers(effect, {
      estimate: 1.6214452214452,
      standardError: 2.6278430515454,
      degreesOfFreedom: 10.621893070831,
      lower: -4.1876173216641,
      upper: 7.4305077645546,
      pValue: 0.55021510249231,
    });
    expect(effect.clusters).toEqual({ treated: 8, control: 7 });
  });

  test('with one covariate', () => {
    expectNumbers(clustered(variant(1, classes.before), variant(0, classes.before)), {
      standardError: 2.0395281908576,
      degreesOfFreedom: 10.70017991606,
      lower: -4.5121285207025,
      upper: 4.496601879087,
      pValue: 0.99703295277875,
    });
  });

  test('with two covariates', () => {
    const [one, zero] = [1, 0].map((treated) => variant(treated, classes.before, classes.age));
    expectNumbers(clustered(one!, zero!), {
      estimate: 0.19669389225149,
      standardError: 2.0127716247564,
      degreesOfFreedom: 10.949525634988,
      lower: -4.2358794054696,
      upper: 4.6292671899726,
      pValue: 0.9239182292187,
    });
  });

  test('the names of clusters and the order of learners do not matter', () => {
    const named = ({ outcomes, clusters }: Clustered) => ({
      outcomes: Array.from(outcomes).reverse(),
      clusters: Array.from(clusters, (cluster) => `school ${cluster}`).reverse(),
    });
    const { estimate, standardError, degreesOfFreedom } = clustered(variant(1), variant(0));
    expectNumbers(
      clustered(named(variant(1)), named(variant(0))),
      { estimate, standardError, degreesOfFreedom },
      1e-11,
    );
  });

  test('with clusters of one learner it is the HC2 error, which for two means is that of Welch', () => {
    const alone = (outcomes: number[], name: string) => ({
      outcomes,
      clusters: outcomes.map((_, i) => `${name} ${i}`),
    });
    const [first, second] = [
      [3, 5, 4, 8, 2, 7],
      [2, 2, 9, 3, 1],
    ];
    const squares = [first!, second!].map((list) => {
      const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
      return list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (list.length - 1) / list.length;
    });
    const { standardError } = clustered(alone(first!, 'a'), alone(second!, 'b'));
    expectRelative(standardError, Math.sqrt(squares[0]! + squares[1]!), 1e-12);
  });

  test('a cluster that alone determines a coefficient is left out of its correction, as clubSandwich does', () => {
    const group = (offset: number): Clustered => ({
      outcomes: [1, 2, 4, 3, 5, 9].map((value) => value + offset),
      clusters: [1, 2, 3, 4, 5, 6].map((cluster) => cluster + offset),
      covariates: [[0, 0, 0, 0, 0, 1]],
    });
    expect(clustered(group(0.5), group(10)).standardError).toBeGreaterThan(0);
  });

  test('refuses few clusters, and as many clusters as there are not', () => {
    const few = { outcomes: [1, 2, 3, 4, 5, 6], clusters: ['a', 'a', 'b', 'b', 'c', 'd'] };
    expect(() => clustered(variant(1), few)).toThrow(
      expect.objectContaining({
        reason: 'few-clusters',
        message: 'a group has learners of 4 clusters; it must have at least 5',
      }),
    );
    expect(() => clustered(variant(1), { outcomes: [1, 2, 3], clusters: ['a'] })).toThrow(RangeError);
  });

  test('refuses covariates that follow from the others', () => {
    const flat = (group: Clustered) => ({ ...group, covariates: [Array.from(group.outcomes, () => 3)] });
    expect(() => clustered(flat(variant(1)), flat(variant(0)))).toThrow('covariate 1 does not vary');
  });

  test('time is linear in the learners, also in one large cluster', () => {
    const draw = random('clusters, time');
    expectLinear(200_000, (size) => {
      const group = (offset: number) => ({
        outcomes: Float64Array.from({ length: size / 2 }, draw),
        // Half of the learners in one cluster, the others in small ones.
        clusters: Array.from({ length: size / 2 }, (_, i) => (i % 2 === 0 ? 0 : offset + (i >> 4))),
      });
      const [one, zero] = [group(1), group(1e9)];
      return () => clustered(one, zero);
    });
  });
});
