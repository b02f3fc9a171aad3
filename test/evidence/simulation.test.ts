/**
 * Whole experiments, thousands of times: a course, its learners assigned and shown the content, a file of outcomes, the
 * verdict. Some hundred runs in the tests; as many as the names say in the rounds of `npm run soak`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyze } from '../../src/evidence/analyze.js';
import { USUAL_OPTIONS } from '../../src/evidence/options.js';
import type { Verdict } from '../../src/evidence/result/analysis.js';
import type { Course } from '../../src/olx/course/course.js';
import { loadCourse } from '../../src/reading/load.js';
import { type Experiment, runningExperiments } from '../../src/runtime/experiments.js';
import { createRuntime } from '../../src/runtime/runtime.js';
import { learnersFor } from '../../src/stats/power.js';
import { openStore } from '../../src/storage/open.js';
import { SEED, SOAK } from '../seed.js';
import { simulated } from '../stats/simulated.js';
import { COURSE, COURSE_KEY } from './class.js';

const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-simulation-'));
afterAll(() => rmSync(folder, { recursive: true }));

let course: Course;
let experiment: Experiment;
beforeAll(async () => {
  ({ course } = await loadCourse(COURSE));
  experiment = runningExperiments(course).experiments[0]!;
});

interface Trial {
  /** Begins the names of its learners, from which their groups follow. */
  readonly name: string;
  readonly learners: number;
  /** The outcome of a learner, and a number known before. */
  readonly outcome: (isTreated: boolean) => { readonly after: number; readonly before: number };
  /** Whether the learner is counted at all; default yes. */
  readonly isKept?: (isTreated: boolean) => boolean;
  readonly withCovariate?: boolean;
}

/** One experiment from its assignments to its verdict. */
async function verdictOf(trial: Trial): Promise<Verdict['kind']> {
  const { name, learners, outcome, isKept = () => true, withCovariate = false } = trial;
  const store = await openStore('memory:');
  const runtime = createRuntime({ store, scope: COURSE_KEY });
  const block = experiment.blocks[0]!.block;
  const rows = ['learner,before,after'];
  const names = Array.from({ length: learners }, (_, i) => `${name} ${i}`);
  const decisions = await runtime.assignMany(block, names);
  const control = experiment.division.groups[0]!.name;
  for (const [i, { group }] of decisions.entries()) {
    const isTreated = group !== control;
    if (!isKept(isTreated)) continue;
    await runtime.expose(block, names[i]!, 'unit');
    const { before, after } = outcome(isTreated);
    rows.push(`${names[i]},${before.toFixed(6)},${after.toFixed(6)}`);
  }
  const file = join(folder, 'outcomes.csv');
  writeFileSync(file, rows.join('\n'));
  const columns = {
    outcomes: ['after'],
    covariates: withCovariate ? ['before'] : [],
    cluster: null,
    stratum: null,
    learner: 'learner',
    group: null,
  };
  const sources = { outcomeFiles: [file], groups: null, store, scope: COURSE_KEY, leaveOut: [] };
  const question = { experiment, courseKey: COURSE_KEY, columns, score: null };
  const analysis = await analyze({
    course,
    question,
    sources,
    options: USUAL_OPTIONS,
    plan: null,
    version: '0',
  });
  await store.close();
  return analysis.outcomes[0]!.comparisons[0]!.verdict.kind;
}

/** How often each verdict is given. */
async function verdicts(runs: number, trial: Trial): Promise<Map<Verdict['kind'], number>> {
  const counts = new Map<Verdict['kind'], number>();
  for (let run = 0; run < runs; run += 1) {
    const kind = await verdictOf({ ...trial, name: `${SEED} ${trial.name} ${run}` });
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  if (SOAK > 1) console.info(`${trial.name}, ${runs} runs: ${JSON.stringify(Object.fromEntries(counts))}`);
  return counts;
}

/** As the share may be by chance in so few runs: four standard deviations from `share`, in the tests; 0 in the soak. */
function chance(share: number, runs: number): number {
  return SOAK === 1 ? 4 * Math.sqrt((share * (1 - share)) / runs) : 0;
}

const { uniform, normal, grade } = simulated('whole experiments');
const graded = () => ({ before: uniform(), after: grade() });
const explained = (effect: number) => (isTreated: boolean) => {
  const before = normal();
  return { before, after: 0.8 * before + 0.6 * normal() + (isTreated ? effect : 0) };
};
const share = (counts: Map<Verdict['kind'], number>, runs: number, ...kinds: Verdict['kind'][]) =>
  kinds.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0) / runs;

// Ends a hang only: the soak takes some minutes for each.
describe('whole experiments', { timeout: 3_600_000 }, () => {
  const tenThousand = SOAK === 1 ? 150 : 1000 * SOAK;
  const twoThousand = SOAK === 1 ? 60 : 200 * SOAK;

  test.each([
    { name: 'grades', learners: 120, outcome: graded },
    { name: 'a covariate', learners: 120, outcome: explained(0), withCovariate: true },
  ])(`no effect, $name: "better" or "worse" in at most 5.7 % of ${tenThousand} runs`, async (trial) => {
    const counts = await verdicts(tenThousand, trial);
    const wrong = share(counts, tenThousand, 'better', 'worse');
    expect(wrong).toBeLessThanOrEqual(0.057 + chance(0.057, tenThousand));
    expect(wrong).toBeGreaterThan(0.043 - chance(0.043, tenThousand));
  });

  test(`the planned effect in the planned number of learners: "better" in at least 78 % of ${twoThousand} runs`, async () => {
    const effect = 0.4;
    const counts = await verdicts(twoThousand, {
      name: 'planned',
      learners: learnersFor(effect),
      outcome: explained(effect),
    });
    expect(share(counts, twoThousand, 'better')).toBeGreaterThanOrEqual(0.78 - chance(0.78, twoThousand));
  });

  test(`two of five treated learners are lost: "do not trust" in at least 99 % of ${twoThousand} runs`, async () => {
    const counts = await verdicts(twoThousand, {
      name: 'lost',
      learners: 700,
      outcome: explained(1),
      isKept: (isTreated) => !isTreated || uniform() > 0.4,
    });
    expect(share(counts, twoThousand, 'do-not-trust')).toBeGreaterThanOrEqual(
      0.99 - chance(0.99, twoThousand),
    );
    expect(share(counts, twoThousand, 'better', 'worse')).toBeLessThan(0.01 + chance(0.01, twoThousand));
  });
});
