/** Every method on random data against R, in the rounds of `npm run soak`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clustered } from '../../../src/stats/effects/clustered.js';
import { welch } from '../../../src/stats/effects/welch.js';
import { analysisOf, fileOf } from '../../evidence/run.js';
import { SOAK } from '../../seed.js';
import { expectRelative } from '../close.js';
import { type Case, METHODS } from './methods.js';

const script = new URL('./oracle.R', import.meta.url).pathname;
const CASES = 200;

/** R with the packages that the script loads. */
function isReady(): boolean {
  if (SOAK === 1) return false;
  const packages =
    "for (p in c('jsonlite', 'sandwich', 'clubSandwich', 'AER')) library(p, character.only = TRUE)";
  const { status } = spawnSync('Rscript', ['-e', packages]);
  if (status === 0) return true;
  console.warn(
    'NOT RUN: statistics against R; apt-get install r-base-core r-cran-{jsonlite,sandwich,clubsandwich,aer}',
  );
  return false;
}

interface Group {
  readonly outcomes: number[];
  readonly clusters: string[];
}

describe.runIf(isReady())('R', () => {
  const directory = mkdtempSync(join(tmpdir(), 'olx-oracle-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const cases: Case[] = METHODS.flatMap(({ method, make }) =>
    Array.from({ length: CASES }, () => ({ method, ...make() })),
  );
  let answers: { results: Record<string, number | number[]>[]; star: { treated: Group; control: Group } };
  beforeAll(() => {
    const [input, output] = [join(directory, 'cases.json'), join(directory, 'answers.json')];
    writeFileSync(input, JSON.stringify(cases));
    const { status, stderr } = spawnSync('Rscript', [script, input, output], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    answers = JSON.parse(readFileSync(output, 'utf8'));
  });

  test.each(METHODS)(`$method, ${CASES} random data sets`, ({ method, compute }) => {
    let compared = 0;
    for (const [index, each] of cases.entries()) {
      if (each.method !== method) continue;
      const [own, theirs] = [compute(each), answers.results[index]!];
      for (const [name, wanted] of Object.entries(theirs)) {
        const actual = own[name]!;
        for (const [k, value] of [wanted].flat().entries()) {
          // Differences of two means that are close are compared with their uncertainty; the last digits of t count
          // many times in a p value far out in the tail, and beyond 1e-300 binary64 has fewer digits.
          if (name === 'pValue' && value < 1e-300) continue;
          const isP = name === 'pValue' && value > 0;
          const scale = ['estimate', 'lower', 'upper'].includes(name) ? Number(theirs.standardError ?? 1) : 0;
          expectRelative(
            [actual].flat()[k]!,
            value,
            isP ? 1e-9 * Math.max(1, -Math.log(value)) : 1e-9,
            scale,
          );
        }
      }
      compared += 1;
    }
    expect(compared).toBe(CASES);
  });

  test('the class sizes of Tennessee, by school: ignoring schools makes p 100,000 times too small', () => {
    const { treated, control } = answers.star;
    expect([treated.outcomes.length + control.outcomes.length, treated.outcomes.length]).toEqual([
      3743, 1738,
    ]);
    const effect = clustered(treated, control);
    expectRelative(effect.estimate, 5.819115330201);
    expectRelative(effect.standardError, 1.856002685247);
    expectRelative(effect.degreesOfFreedom, 69.103199631209);
    expectRelative(effect.pValue, 0.002520945945);
    expectRelative(effect.lower, 2.116589928014);
    expectRelative(effect.upper, 9.521640732389);
    expect(effect.pValue / welch(treated.outcomes, control.outcomes).pValue).toBeGreaterThan(100_000);
  });

  test('the same from the command line, as CSV', async () => {
    const block = fileOf(
      'star.xml',
      '<abtest experiment="E"><group name="small" portion=".5"/><default/></abtest>',
    );
    const rows = Object.entries({ small: answers.star.treated, default: answers.star.control }).flatMap(
      ([group, { outcomes, clusters }]) =>
        outcomes.map((reading, index) => [`${group}${index}`, reading, clusters[index], group].join(',')),
    );
    const table = fileOf('star.csv', `learner,reading,school,group\n${rows.join('\n')}\n`);
    const args = ['--outcomes', table, '--groups', table, '--outcome', 'reading', '--cluster', 'school'];
    const { outcomes } = await analysisOf(args, block);
    const effect = outcomes[0]!.comparisons[0]!.effect!;
    expectRelative(effect.estimate, 5.819115330201);
    expectRelative(effect.standardError, 1.856002685247);
    expectRelative(effect.degreesOfFreedom, 69.103199631209);
    expectRelative(effect.pValue, 0.002520945945);
    expectRelative(effect.lower, 2.116589928014);
    expectRelative(effect.upper, 9.521640732389);
  });
});
