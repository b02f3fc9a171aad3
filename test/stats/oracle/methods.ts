/** Random data for each method, and the same numbers that R computes of them. */

import { fUpperTail, tQuantile, tUpperTail } from '../../../src/stats/distributions/student-t.js';
import { cuped, lin } from '../../../src/stats/effects/adjusted.js';
import { clustered } from '../../../src/stats/effects/clustered.js';
import type { Effect } from '../../../src/stats/effects/effect.js';
import { newcombe } from '../../../src/stats/effects/newcombe.js';
import { relative, standardised } from '../../../src/stats/effects/scale.js';
import { stratified } from '../../../src/stats/effects/stratified.js';
import { welch } from '../../../src/stats/effects/welch.js';
import { benjaminiHochberg, holm } from '../../../src/stats/tests/adjustment.js';
import { independence } from '../../../src/stats/tests/chi-square.js';
import { fisherP } from '../../../src/stats/tests/fisher.js';
import { welchF } from '../../../src/stats/tests/welch-f.js';
import { random } from '../../seed.js';

// biome-ignore lint/suspicious/noExplicitAny: each method has data of its own form, which goes to R as JSON
export type Case = Record<string, any>;

interface Method {
  readonly method: string;
  /** Data of a new case. */
  readonly make: () => Case;
  readonly compute: (data: Case) => Record<string, number | number[]>;
}

const draw = random('statistics against R');
const between = (low: number, high: number) => low + Math.floor(draw() * (high - low + 1));
const pick = <T>(list: readonly T[]): T => list[between(0, list.length - 1)]!;
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const level = () => pick([0.8, 0.9, 0.95, 0.99]);
const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());

/** Outcomes of the kinds that courses have, the first two not all alike. */
function outcomes(count: number, shift = 0): number[] {
  const kind = pick([
    () => normal(),
    () => Math.exp(2 * normal()),
    () => (draw() < 0.3 ? 0 : Math.round(100 * draw()) / 100),
    () => between(0, 1),
    () => 1e6 + between(0, 5),
  ]);
  const list = many(count, () => kind() + shift);
  return [list[0]! + 0.5, ...list.slice(1)];
}

const two = () => ({
  treated: outcomes(between(2, 120), pick([0, 0.5, 30])),
  control: outcomes(between(2, 120)),
  level: level(),
});

/** Two groups of random sizes, with outcomes that depend on covariates of the same kinds. */
function adjusted(covariates: number) {
  const kinds = many(covariates, () => pick([normal, () => between(0, 4), () => 2000 + 10 * draw()]));
  const slope = normal();
  const group = (count: number) => {
    const x = kinds.map((kind) => many(count, kind));
    const y = many(count, (i) => normal() + slope * x.reduce((sum, each) => sum + each[i]!, 0));
    return { outcomes: y, covariates: x };
  };
  const size = () => between(covariates + 4, 150);
  return { treated: group(size()), control: group(size()), level: level() };
}

/** Clusters of very different sizes, whole or with learners of both groups. */
function grouped() {
  const whole = draw() < 0.5;
  const covariates = between(0, 2);
  const data = many(2, () => ({
    outcomes: [] as number[],
    covariates: many(covariates, () => [] as number[]),
    clusters: [] as string[],
  }));
  for (const index of many(between(12, 40), (i) => i)) {
    const shift = 2 * normal();
    const size = pick([1, 2, 3, 5, 8, 13, 30]);
    for (let i = 0; i < size; i += 1) {
      const group = data[whole ? index % 2 : between(0, 1)]!;
      group.outcomes.push(shift + normal());
      for (const list of group.covariates) list.push(normal() + 0.3 * shift);
      group.clusters.push(`c${index}`);
    }
  }
  return { treated: data[0]!, control: data[1]!, level: level() };
}

function strata() {
  const names = many(between(1, 6), (i) => `s${i}`);
  const group = () => {
    // Each stratum has two learners at least; pooling is tested elsewhere.
    const list = [...names, ...names, ...many(between(0, 80), () => pick(names))];
    return { outcomes: list.map((name) => Number(name.slice(1)) + normal()), strata: list };
  };
  return { treated: group(), control: group(), level: level() };
}

function numbersOf(effect: Effect) {
  const { estimate, standardError, degreesOfFreedom, lower, upper, pValue } = effect;
  return { estimate, standardError, degreesOfFreedom, lower, upper, pValue };
}

function shares() {
  const learners = many(2, () => between(1, pick([10, 200, 5000])));
  const share = pick([0.02, 0.2, 0.5, 0.9]);
  return {
    learners,
    successes: learners.map((n) => many(n, () => draw() < share).filter(Boolean).length),
    level: level(),
  };
}

const table = (rows: number, columns: number) => many(rows * columns, () => between(1, pick([5, 50, 1000])));

export const METHODS: readonly Method[] = [
  { method: 'welch', make: two, compute: (c) => numbersOf(welch(c.treated, c.control, c.level)) },
  {
    method: 'newcombe',
    make: shares,
    compute: ({ successes, learners, level: at }) => {
      const [one, zero] = [0, 1].map((i) => ({ successes: successes[i], learners: learners[i] }));
      return numbersOf(newcombe(one!, zero!, at));
    },
  },
  {
    method: 'fisher',
    make: () => ({ counts: table(2, 2) }),
    compute: ({ counts: [a, b, c, d] }) => ({ pValue: fisherP([a, b], [c, d]) }),
  },
  {
    method: 'independence',
    make: () => {
      const [rows, columns] = [between(2, 5), between(2, 5)];
      return { rows, columns, counts: table(rows, columns) };
    },
    compute: ({ rows, columns, counts }) => ({
      ...independence(many(rows, (row) => counts.slice(row * columns, (row + 1) * columns))),
    }),
  },
  {
    method: 'lin',
    make: () => adjusted(between(1, 4)),
    compute: (c) => numbersOf(lin(c.treated, c.control, c.level)),
  },
  {
    method: 'cuped',
    make: () => adjusted(1),
    compute: (c) => numbersOf(cuped(c.treated, c.control, c.level)),
  },
  { method: 'clustered', make: grouped, compute: (c) => numbersOf(clustered(c.treated, c.control, c.level)) },
  {
    method: 'stratified',
    make: strata,
    compute: (c) => numbersOf(stratified(c.treated, c.control, c.level)),
  },
  {
    method: 'relative',
    make: () => {
      const { treated, control, level: at } = two();
      return { treated, control: control.map((value) => Math.abs(value) + 0.1), level: at };
    },
    compute: (c) => numbersOf(relative(c.treated, c.control, c.level)),
  },
  {
    method: 'standardised',
    make: two,
    compute: ({ treated, control }) => {
      const { d, g, correction } = standardised(welch(treated, control), treated, control);
      return { d, g, correction };
    },
  },
  {
    method: 'welchF',
    make: () => ({ groups: many(between(2, 6), () => outcomes(between(3, 60))) }),
    compute: ({ groups }) => {
      const { statistic, degreesOfFreedom, pValue } = welchF(groups);
      return { statistic, denominator: degreesOfFreedom[1], pValue };
    },
  },
  {
    method: 'adjust',
    make: () => ({ values: many(between(1, 30), () => draw() ** pick([1, 5])) }),
    compute: ({ values }) => ({ holm: holm(values), bh: benjaminiHochberg(values) }),
  },
  {
    method: 'student',
    make: () => ({ t: 10 * normal(), df: Math.exp(15 * draw() - 0.5), p: 0.5 + draw() / 2 }),
    compute: ({ t, df, p }) => ({ tail: tUpperTail(t, df), quantile: tQuantile(p, df) }),
  },
  {
    method: 'snedecor',
    make: () => ({ f: Math.exp(normal()), numerator: between(1, 30), denominator: Math.exp(10 * draw()) }),
    compute: ({ f, numerator, denominator }) => ({ tail: fUpperTail(f, numerator, denominator) }),
  },
];
