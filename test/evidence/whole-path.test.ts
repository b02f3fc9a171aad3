/**
 * The whole path, many times: a course, learners who are assigned and shown the content, outcomes in a file, a verdict.
 * 150 classes of each kind in the tests; `OLX_ABTEST_SOAK=67` makes 10,000.
 */
import { expect, test } from 'vitest';
import { analyze } from '../../src/evidence/analyze.js';
import { USUAL_OPTIONS } from '../../src/evidence/options.js';
import type { VerdictKind } from '../../src/evidence/result/analysis.js';
import { createRuntime, loadCourse, openStore, runningExperiments, smallestEffect } from '../../src/index.js';
import { SEED, SOAK } from '../seed.js';
import { simulated } from '../stats/simulated.js';
import { COURSE, COURSE_KEY } from './class.js';
import { fileOf } from './run.js';

const RUNS = 150 * SOAK;
const LEARNERS = 100;
const { normal, uniform } = simulated('the whole path');
const { course } = await loadCourse(COURSE);
const [experiment] = runningExperiments(course).experiments;
const COLUMNS = {
  outcomes: ['points'],
  covariates: [],
  cluster: null,
  stratum: null,
  learner: null,
  group: null,
};

/** @param counts whether the outcome of a learner is in the file, given the group */
async function verdict(
  name: string,
  effect: number,
  counts: (group: string) => boolean = () => true,
): Promise<VerdictKind> {
  const store = await openStore('memory:');
  const runtime = createRuntime({ store, scope: COURSE_KEY });
  const rows = ['learner,points\n'];
  for (let index = 0; index < LEARNERS; index += 1) {
    const learner = `${SEED} ${name} ${index}`;
    const { decision } = await runtime.expose(experiment!.block, learner, 'tone');
    const group = String(decision.shown!.id);
    if (counts(group)) rows.push(`${learner},${normal() + (group === '1' ? effect : 0)}\n`);
    else await store.forget(learner);
  }
  const analysis = await analyze({
    course,
    question: { experiment: experiment!, courseKey: COURSE_KEY, columns: COLUMNS, score: null },
    sources: {
      outcomeFiles: [fileOf('path.csv', rows.join(''))],
      groups: null,
      store,
      scope: COURSE_KEY,
      leaveOut: [],
    },
    options: USUAL_OPTIONS,
    plan: null,
    version: '0',
  });
  await store.close();
  return analysis.outcomes[0]!.comparisons[0]!.verdict.kind;
}

async function share(
  name: string,
  kinds: readonly VerdictKind[],
  run: (name: string) => Promise<VerdictKind>,
) {
  let found = 0;
  for (let index = 0; index < RUNS; index += 1) if (kinds.includes(await run(`${name} ${index}`))) found += 1;
  return found / RUNS;
}

/** Four standard deviations of a share. */
const beyond = (chance: number): number => 4 * Math.sqrt((chance * (1 - chance)) / RUNS);

test(`${RUNS} classes without a difference: it is called in about 5 of 100`, async () => {
  const wrong = await share('same', ['better', 'worse'], (name) => verdict(name, 0));
  expect(wrong, String(wrong)).toBeLessThan(0.05 + beyond(0.05));
}, 600_000);

test(`${RUNS} classes with the effect that such a class can detect: it is called in about 80 of 100`, async () => {
  const effect = smallestEffect(LEARNERS / 2, LEARNERS / 2);
  const called = await share('planted', ['better'], (name) => verdict(name, effect));
  expect(called, String(called)).toBeGreaterThan(0.8 - 0.015 - beyond(0.8));
}, 600_000);

test(`${RUNS} classes of which most of one group is lost: the verdict is stopped`, async () => {
  const stopped = await share('lost', ['do-not-trust'], (name) =>
    verdict(name, 0, (group) => group === '0' || uniform() < 0.2),
  );
  expect(stopped).toBeGreaterThan(0.97);
}, 600_000);
