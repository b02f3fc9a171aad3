/** How often intervals contain the true effect: 2,000 runs in the tests, 20,000 in the rounds of `npm run soak`. */
import { describe, expect, test } from 'vitest';
import { lin } from '../../../src/stats/effects/adjusted.js';
import { anytime } from '../../../src/stats/effects/anytime.js';
import { clustered } from '../../../src/stats/effects/clustered.js';
import type { Effect } from '../../../src/stats/effects/effect.js';
import { newcombe } from '../../../src/stats/effects/newcombe.js';
import { stratified } from '../../../src/stats/effects/stratified.js';
import { welch, welchOf } from '../../../src/stats/effects/welch.js';
import { SOAK } from '../../seed.js';
import { simulated } from '../simulated.js';

const RUNS = 2000 * SOAK;
/** .6 points at 20,000 runs, which is 3.9 standard deviations of the share; as many at fewer. */
const TOLERANCE = 0.006 * Math.sqrt(20_000 / RUNS);

function coverage(truth: number, run: () => Effect): number {
  let covered = 0;
  for (let i = 0; i < RUNS; i += 1) {
    const { lower, upper } = run();
    if (lower <= truth && truth <= upper) covered += 1;
  }
  return covered / RUNS;
}

function expectCoverage(share: number, wanted: number): void {
  if (SOAK > 1) console.info(`${expect.getState().currentTestName}: ${share}`);
  expect(Math.abs(share - wanted), `${share} instead of ${wanted}`).toBeLessThan(TOLERANCE);
}

const { uniform, normal, grade, list } = simulated('coverage of intervals');

describe(`95 % intervals, ${RUNS} runs`, () => {
  test('Welch, normal outcomes, unequal groups and variances', () => {
    expectCoverage(
      coverage(0.5, () =>
        welch(
          list(100, () => 0.5 + 2 * normal()),
          list(150, normal),
        ),
      ),
      0.95,
    );
  });

  test('Welch, 15 learners in each group', () => {
    expectCoverage(
      coverage(0.5, () =>
        welch(
          list(15, () => 0.5 + 2 * normal()),
          list(15, normal),
        ),
      ),
      0.95,
    );
  });

  test.each([15, 100])('Welch, grades of which a quarter are 0, %i learners in each group', (learners) => {
    expectCoverage(
      coverage(0, () => welch(list(learners, grade), list(learners, grade))),
      0.95,
    );
  });

  // With so few successes the interval has to be wide: exact values, from sums over all pairs of counts.
  test.each([
    [15, 0.995],
    [50, 0.979],
    [100, 0.964],
    [200, 0.954],
  ])('Newcombe, 5 %% of %i learners in each group: %d', (learners, wanted) => {
    const successes = () => {
      let count = 0;
      for (let i = 0; i < learners; i += 1) if (uniform() < 0.05) count += 1;
      return { successes: count, learners };
    };
    expectCoverage(
      coverage(0, () => newcombe(successes(), successes())),
      wanted,
    );
  });

  test.each(['whole', 'divided'])('CR2, 20 clusters of 12 to 36 learners, %s', (kind) => {
    const sizes = [12, 14, 15, 16, 18, 18, 20, 20, 22, 22, 24, 24, 25, 26, 28, 28, 30, 32, 34, 36];
    const run = () => {
      const groups = [0, 1].map(() => ({ outcomes: [] as number[], clusters: [] as number[] }));
      const order = sizes.map((size) => ({ size, place: uniform() })).sort((a, b) => a.place - b.place);
      for (const [cluster, { size }] of order.entries()) {
        const level = 0.5 * normal();
        for (let i = 0; i < size; i += 1) {
          const treated = kind === 'whole' ? cluster % 2 : uniform() < 0.5 ? 1 : 0;
          groups[treated]!.outcomes.push(level + normal() + 0.3 * treated);
          groups[treated]!.clusters.push(cluster);
        }
      }
      return clustered(groups[1]!, groups[0]!);
    };
    expectCoverage(coverage(0.3, run), 0.95);
  });

  test('Lin, a covariate that explains most', () => {
    const group = (shift: number) => {
      const before = list(50, normal);
      return { outcomes: before.map((x) => shift + 0.8 * x + 0.6 * normal()), covariates: [before] };
    };
    expectCoverage(
      coverage(0.3, () => lin(group(0.3), group(0))),
      0.95,
    );
  });

  test('strata of different means', () => {
    const group = (shift: number) => {
      const strata = Array.from({ length: 60 }, () => Math.floor(3 * uniform() ** 2));
      return { outcomes: strata.map((stratum) => shift + 2 * stratum + normal()), strata };
    };
    expectCoverage(
      coverage(0.3, () => stratified(group(0.3), group(0))),
      0.95,
    );
  });
});

/** Sums that grow with each learner. */
class Running {
  learners = 0;
  sum = 0;
  squares = 0;
  add(value: number): void {
    this.learners += 1;
    this.sum += value;
    this.squares += value * value;
  }
  get summary() {
    const { learners, sum, squares } = this;
    return { learners, mean: sum / learners, variance: (squares - sum ** 2 / learners) / (learners - 1) };
  }
  get proportion() {
    return { successes: this.sum, learners: this.learners };
  }
}

describe('looking after every 50 of 5,000 learners, without an effect', () => {
  const runs = 200 * SOAK;
  /** Three standard deviations of a share of 5 %. */
  const tolerance = 3 * Math.sqrt((0.05 * 0.95) / runs);
  const excludesZero = ({ lower, upper }: Effect): boolean => lower > 0 || upper < 0;

  const means = (one: Running, zero: Running) => welchOf(one.summary, zero.summary);
  test.each([
    { outcomes: 'normal', draw: normal, effectOf: means },
    { outcomes: 'grades', draw: grade, effectOf: means },
    {
      outcomes: 'one in twenty',
      draw: () => (uniform() < 0.05 ? 1 : 0),
      effectOf: (one: Running, zero: Running) => newcombe(one.proportion, zero.proportion),
    },
  ])(
    `$outcomes, ${runs} runs: one look each is wrong in more than a fifth, the sequence in at most 5 %`,
    ({ draw, effectOf }) => {
      let [once, always] = [0, 0];
      for (let run = 0; run < runs; run += 1) {
        const groups = [new Running(), new Running()];
        let [wrongOnce, wrongAlways] = [false, false];
        for (let learner = 1; learner <= 5000; learner += 1) {
          groups[uniform() < 0.5 ? 0 : 1]!.add(draw());
          if (learner % 50 !== 0) continue;
          const effect = effectOf(groups[1]!, groups[0]!);
          wrongOnce ||= excludesZero(effect);
          wrongAlways ||= excludesZero(anytime(effect, learner, 5000));
        }
        once += wrongOnce ? 1 : 0;
        always += wrongAlways ? 1 : 0;
      }
      if (SOAK > 1) console.info(`${expect.getState().currentTestName}: ${once / runs} and ${always / runs}`);
      expect(once / runs).toBeGreaterThan(0.2);
      expect(always / runs).toBeLessThanOrEqual(SOAK === 1 ? 0.05 + tolerance : 0.05);
    },
  );
});
