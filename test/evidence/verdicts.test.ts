/** From generated classes to verdicts: a clear win, no difference, too few learners, and what is not to be trusted. */
import { describe, expect, it } from 'vitest';
import { worstOf } from '../../src/evidence/gates/sizes.js';
import type { Analysis, Verdict } from '../../src/evidence/result/analysis.js';
import { fraction, ONE, ZERO } from '../../src/portion/fraction.js';
import { type ClassOptions, generateClass, gradeReport } from './class.js';
import { analysisOf, fileOf, refusal, run } from './run.js';

const reportOf = (name: string, options: ClassOptions): string[] => [
  '--outcomes',
  fileOf(`${name}.csv`, gradeReport(generateClass(options))),
];
const exam = ['--outcome', 'Final Exam', '--smallest', '0.03'];
const verdictIn = ({ outcomes }: Analysis): Verdict => outcomes[0]!.comparisons[0]!.verdict;

describe('the verdict', () => {
  it.each<[Verdict['kind'], ClassOptions, RegExp]>([
    [
      'better',
      { seed: 'win', learners: 800, effect: 0.1 },
      /^"Warm" is better than "Plain": on average "Final Exam" is 0\.\d+ higher/,
    ],
    [
      'worse',
      { seed: 'loss', learners: 800, effect: -0.1 },
      /^"Warm" is worse than "Plain": on average "Final Exam" is 0\.\d+ lower/,
    ],
    [
      'no-difference',
      { seed: 'same', learners: 3000, effect: 0, skipped: [0, 0] },
      /^There is no difference that matters/,
    ],
    [
      'cannot-tell',
      { seed: 'few', learners: 80, effect: 0.01 },
      /it takes about [\d,]+ learners .* and there are \d+\.$/,
    ],
    [
      'do-not-trust',
      { seed: 'ratio', learners: 800, effect: 0.1, share: 0.6 },
      /^Do not trust .* sizes of the groups do not fit their portions, as "Plain" has \d+ learners where [\d.]+ are expected \(/,
    ],
  ])('%s', async (kind, options, sentence) => {
    const verdict = verdictIn(await analysisOf([...reportOf(kind, options), ...exam]));
    expect(verdict.kind).toBe(kind);
    expect(verdict.sentence).toMatch(sentence);
    expect(verdict.sentence).not.toMatch(/\bp [=<]/);
  });

  it('a group whose outcomes are missing more often is not trusted, and the exit code is 1', async () => {
    const args = [
      ...reportOf('missing', { seed: 'gone', learners: 800, effect: 0.1, skipped: [0.05, 0.4] }),
      ...exam,
    ];
    const { exit, stdout } = await run([...args, '--not-attempted', 'missing']);
    expect(exit).toBe(1);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/Do not trust .* missing more often in "Warm", by 3\d\.\d %/);
    expect((await run(args)).exit).toBe(0);
  });

  it('what is not to be trusted has its reason once, no drawing of a result, and a warning in the methods', async () => {
    const args = reportOf('twice', { seed: 'ratio', learners: 800, effect: 0.1, share: 0.6 });
    const { stdout } = await run([...args, ...exam, '--outcome', 'Grade']);
    const [answer = '', methods = ''] = stdout.replace(/\s+/g, ' ').split('Methods, to copy');
    expect(answer.match(/Do not trust the difference between/g)).toHaveLength(1);
    expect(answer.match(/Do not trust this difference: the reason is at the top\./g)).toHaveLength(2);
    expect(answer).not.toMatch(/[━●]/);
    expect(methods).toMatch(
      /^ The groups cannot be compared, and no difference is to be reported: the sizes/,
    );
    expect(methods).not.toContain('at random');
  });

  it('the odd group of several is the one that is furthest from its portion', () => {
    const third = fraction(1n, 3n);
    const period = { since: null, shares: [third, third, third] };
    expect(worstOf([{ ...period, sizes: [100, 160, 94] }])).toMatchObject({ index: 1, size: 160 });
    expect(worstOf([{ ...period, shares: [ONE, ZERO, ZERO], sizes: [90, 1, 0] }]).index).toBe(1);
  });

  it('a covariate that cannot be used is named', async () => {
    const { outcomes } = await analysisOf([
      '--outcomes',
      fileOf(
        'flat.csv',
        `learner,group,x,before\n${[...'abcdefgh'].map((each, i) => `${each},${i % 2 ? 'Plain' : 'Warm'},${i},1\n`).join('')}`,
      ),
      '--groups',
      fileOf(
        'flat-groups.csv',
        `learner,group\n${[...'abcdefgh'].map((each, i) => `${each},${i % 2 ? 'Plain' : 'Warm'}\n`).join('')}`,
      ),
      '--outcome',
      'x',
      '--covariate',
      'before',
    ]);
    expect(verdictIn({ outcomes } as Analysis).sentence).toContain(
      'the covariate "before" does not vary in a group; leave it out',
    );
  });

  it('fewer learners than two in a group: one sentence, no effect', async () => {
    const { outcomes } = await analysisOf([
      '--outcomes',
      fileOf('three.csv', 'learner,group,x\na,Plain,1\nb,Plain,2\nc,Warm,3\n'),
      '--groups',
      fileOf('three-groups.csv', 'learner,group\na,Plain\nb,Plain\nc,Warm\n'),
      '--outcome',
      'x',
    ]);
    expect(outcomes[0]!.comparisons[0]!.effect).toBeNull();
    expect(verdictIn({ outcomes } as Analysis).sentence).toContain('must have at least 2');
  });
});

it('a group of which every learner is lost has a verdict', async () => {
  const rows = Array.from({ length: 40 }, (_, index) => `l${index},Plain,${index % 7}`);
  const table = fileOf('lost.csv', `learner,group,x\n${rows.join('\n')}\n`);
  const verdict = verdictIn(await analysisOf(['--outcomes', table, '--groups', table, '--outcome', 'x']));
  expect(verdict.kind).toBe('do-not-trust');
});

describe('methods', () => {
  const args = reportOf('methods', { seed: 'methods', learners: 600, effect: 0.05 });
  const effectOf = async (more: readonly string[]) =>
    (await analysisOf([...args, ...exam, ...more])).outcomes[0]!.comparisons[0]!;

  it('a covariate from before narrows the interval; its balance is shown', async () => {
    const [plain, adjusted] = [await effectOf([]), await effectOf(['--covariate', 'Homework (Avg)'])];
    expect([plain.effect!.method, adjusted.effect!.method]).toEqual(['welch', 'lin']);
    expect(adjusted.effect!.standardError).toBeLessThan(plain.effect!.standardError);
    const { balance, methods } = await analysisOf([...args, ...exam, '--covariate', 'Homework (Avg)']);
    expect(Math.abs(balance[0]!.standardisedDifference!)).toBeLessThan(0.25);
    expect(methods).toContain('covariates: Homework (Avg)');
  });

  it.each([
    [['--cluster', 'Cohort Name'], 'clusters'],
    [['--stratum', 'Cohort Name'], 'strata'],
  ])('%s', async (more, method) => {
    expect((await effectOf(more)).effect!.method).toBe(method);
  });

  it('an interval for every look is wider than one for a single look', async () => {
    const [once, always] = [await effectOf([]), await effectOf(['--looks', 'always', '--planned', '600'])];
    const width = ({ effect }: typeof once) => effect!.upper - effect!.lower;
    expect(width(always) / width(once)).toBeGreaterThan(1.4);
    expect(width(always) / width(once)).toBeLessThan(1.7);
  });

  it('the randomisation test agrees with the t test, and is the same each time', async () => {
    const [first, second] = [await effectOf(['--exact']), await effectOf(['--exact'])];
    expect(first).toEqual(second);
    expect(Math.abs(first.exactP! - first.effect!.pValue)).toBeLessThan(0.02);
  });

  it('several outcomes are adjusted together, unless told not to', async () => {
    const two = [...args, '--outcome', 'Final Exam', '--outcome', 'Grade'];
    const comparisons = async (more: readonly string[]) =>
      (await analysisOf([...two, ...more])).outcomes.map((outcome) => outcome.comparisons[0]!);
    const holm = await comparisons([]);
    expect(holm.map(({ effect }) => effect!.level)).toEqual([0.975, 0.975]);
    expect(Math.min(...holm.map(({ adjustedP }) => adjustedP!))).toBeCloseTo(
      2 * Math.min(...holm.map(({ effect }) => effect!.pValue)),
    );
    const none = await comparisons(['--adjust', 'none']);
    expect(none.map(({ effect, adjustedP }) => [effect!.level, adjustedP])).toEqual([
      [0.95, null],
      [0.95, null],
    ]);
  });

  it('the smallest difference in standard deviations is that of the control group', async () => {
    const { outcomes } = await analysisOf([...args, '--outcome', 'Final Exam', '--smallest', '0.2sd']);
    expect(outcomes[0]!.smallest).toBeCloseTo(0.2 * outcomes[0]!.groups[0]!.standardDeviation!);
  });
});

describe('a plan', () => {
  const args = reportOf('planned', { seed: 'planned', learners: 600, effect: 0.05 });
  const planOf = (fields: object): string[] => ['--plan', fileOf('plan.json', JSON.stringify(fields))];

  it('gives the options, and an analysis that changes none follows it', async () => {
    const plan = planOf({
      experiment: 'Tone of the texts',
      outcomes: ['Final Exam'],
      covariates: ['Homework (Avg)'],
      smallest: '0.03',
      learners: 500,
    });
    const { plan: check, outcomes, methods } = await analysisOf([...args, ...plan]);
    expect(check).toEqual({ plan: 'plan.json', deviations: [] });
    expect([outcomes[0]!.smallest, outcomes[0]!.comparisons[0]!.effect!.method]).toEqual([0.03, 'lin']);
    expect(methods).toContain('decided in a plan before the outcomes were seen');
  });

  it('what differs is told, and an early look', async () => {
    const plan = planOf({ outcomes: ['Final Exam'], alpha: 0.01, covariates: [], learners: 2000 });
    const { plan: check } = await analysisOf([
      ...args,
      ...plan,
      '--outcome',
      'Grade',
      '--covariate',
      'Homework (Avg)',
    ]);
    expect([...check!.deviations].sort()).toEqual(
      [
        '"outcomes" is ["Grade"] instead of ["Final Exam"].',
        expect.stringContaining('learners with an outcome instead of 2,000'),
        '"covariates" is ["Homework (Avg)"] instead of nothing.',
      ].sort(),
    );
    const { stdout } = await run([...args, ...plan, '--outcome', 'Grade']);
    expect(stdout).toContain('the analysis does not follow plan.json');
  });

  it.each([
    ['{', '2 The plan plan.json is not JSON'],
    ['[]', '2 The plan plan.json is not a JSON object'],
    [
      '{"outcome": ["x"]}',
      '2 The plan plan.json has an unknown field "outcome"\n  hint: Did you mean "outcomes"?',
    ],
    ['{"alpha": 5}', '2 In the plan plan.json, "alpha" is not a number above 0 and below 0.5'],
    ['{"looks": "never"}', '2 In the plan plan.json, "looks" is not one of "once", "always"'],
  ])('%s is refused', async (text, message) => {
    expect(await refusal([...args, '--plan', fileOf('plan.json', text)])).toBe(message);
  });
});
