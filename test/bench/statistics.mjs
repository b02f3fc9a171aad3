/** Times the methods of an analysis on 100,000 learners, and the randomisation test, in processor time. */
import seedrandom from 'seedrandom';
import { prepareGroupChoice } from '../../build/bucketing/choose.js';
import { fraction } from '../../build/portion/fraction.js';
import { lin } from '../../build/stats/effects/adjusted.js';
import { clustered } from '../../build/stats/effects/clustered.js';
import { stratified } from '../../build/stats/effects/stratified.js';
import { welch } from '../../build/stats/effects/welch.js';
import { assignmentDraws, rerandomise } from '../../build/stats/tests/rerandomise.js';

const draw = seedrandom('statistics');
const ROUNDS = 5;

function group(learners) {
  const before = Float64Array.from({ length: learners }, draw);
  return {
    outcomes: before.map((x) => 0.5 * x + draw()),
    covariates: [before],
    clusters: Array.from(before, () => `class ${Math.floor(1000 * draw())}`),
    strata: Array.from(before, () => `cohort ${Math.floor(10 * draw())}`),
  };
}

function milliseconds(work) {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times).toPrecision(3);
}

const [treated, control] = [group(50_000), group(50_000)];
const without = ({ outcomes, clusters }) => ({ outcomes, clusters });
const half = prepareGroupChoice(['control', 'treated'].map((name) => ({ name, share: fraction(1n, 2n) })));
const thousand = Float64Array.from({ length: 1000 }, draw);
const assigned = thousand.map((_, i) => i % 2);

const cases = [
  ['Welch', () => welch(treated.outcomes, control.outcomes)],
  ['Lin, one covariate', () => lin(treated, control)],
  ['10 strata', () => stratified(treated, control)],
  ['CR2, 1,000 clusters', () => clustered(without(treated), without(control))],
  ['CR2, 1,000 clusters, one covariate', () => clustered(treated, control)],
  [
    'Re-randomisation, 1,000 learners, 9,999 draws',
    () => rerandomise(thousand, assigned, assignmentDraws(half, 'bench')),
  ],
];
console.log('| 100,000 learners | ms of processor time |\n|---|---:|');
for (const [name, work] of cases) console.log(`| ${name} | ${milliseconds(work)} |`);
