/** Published data sets, as CSV through the command: the numbers of R to 1e-9. */
import { expect, it } from 'vitest';
import type { Comparison, OutcomeResult } from '../../src/evidence/result/analysis.js';
import { anorexia, plantGrowth, sleep, toothGrowth, wholeClasses } from '../stats/datasets.js';
import { analysisOf, fileOf } from './run.js';

interface Arm {
  readonly y: readonly number[];
  readonly x?: readonly number[];
}

/** An abtest whose groups are the arms, the control first, and a table with a row for each value. */
async function outcomeOf(
  name: string,
  arms: readonly Arm[],
  more: readonly string[] = [],
): Promise<OutcomeResult> {
  const portion = 1 / arms.length;
  const groups = arms.map((_, index) => `<group name="g${index}" portion="${index === 0 ? 0 : portion}"/>`);
  const block = fileOf(
    `${name}.xml`,
    `<abtest experiment="E">${groups.slice(1).join('')}<default/></abtest>`,
  );
  const rows = arms.flatMap(({ y, x = [] }, index) =>
    y.map((value, row) =>
      [`l${index}_${row}`, value, x[row] ?? '', index === 0 ? 'default' : `g${index}`].join(','),
    ),
  );
  const table = fileOf(`${name}.csv`, `learner,y,x,group\n${rows.join('\n')}\n`);
  const args = ['--outcomes', table, '--groups', table, '--outcome', 'y', ...more];
  return (await analysisOf(args, block)).outcomes[0]!;
}

const compare = async (...given: Parameters<typeof outcomeOf>) => (await outcomeOf(...given)).comparisons;

const close = (value: number | null | undefined, golden: number): void =>
  expect(Math.abs(value! / golden - 1)).toBeLessThan(1e-9);

it('sleep', async () => {
  const [{ effect }] = (await compare('sleep', [{ y: sleep.second }, { y: sleep.first }])) as [Comparison];
  close(effect!.estimate / effect!.standardError, -1.860813467487);
  close(effect!.degreesOfFreedom, 17.776473516178);
  close(effect!.pValue, 0.079394140187);
  close(effect!.lower, -3.365483230712);
  close(effect!.upper, 0.205483230712);
});

it('ToothGrowth', async () => {
  const [{ effect, hedgesG }] = (await compare('tooth', [
    { y: toothGrowth.ascorbicAcid },
    { y: toothGrowth.orangeJuice },
  ])) as [Comparison];
  close(effect!.lower, -0.171015618367);
  close(effect!.upper, 7.571015618367);
  close(effect!.pValue, 0.060634507881);
  close(hedgesG, 0.488093149608);
});

it("Newcombe's own example", async () => {
  const arm = (ones: number, all: number): Arm => ({
    y: Array.from({ length: all }, (_, index) => Number(index < ones)),
  });
  const [{ effect }] = (await compare('newcombe', [arm(48, 80), arm(56, 70)])) as [Comparison];
  close(effect!.lower, 0.052431472402);
  close(effect!.upper, 0.333872654037);
  close(effect!.pValue, 0.008045081368);
});

it('anorexia, with the weight before', async () => {
  const arm = ({ before, after }: { before: readonly number[]; after: readonly number[] }): Arm => ({
    y: after,
    x: before,
  });
  const [{ effect }] = (await compare(
    'anorexia',
    [arm(anorexia.control), arm(anorexia.therapy)],
    ['--covariate', 'x'],
  )) as [Comparison];
  close(effect!.estimate, 4.215184653988);
  close(effect!.standardError, 1.788702016684);
  close(effect!.pValue, 0.022324117721);
});

it('whole classes: CR2 with Satterthwaite degrees of freedom', async () => {
  const arm = (which: number): Arm => {
    const own = wholeClasses.map((y, k) => ({ y, k })).filter(({ k }) => k % 2 === which);
    return { y: own.flatMap(({ y }) => y), x: own.flatMap(({ y, k }) => y.map(() => k)) };
  };
  const [{ effect }] = (await compare('classes', [arm(0), arm(1)], ['--cluster', 'x'])) as [Comparison];
  // R: m <- lm(y ~ t); V <- vcovCR(m, class, "CR2"); coef_test(m, V); conf_int(m, V)
  close(effect!.estimate, 0.238849206349207);
  close(effect!.standardError, 0.515565193820922);
  close(effect!.degreesOfFreedom, 9.23064711070766);
  close(effect!.pValue, 0.653895616998351);
  close(effect!.lower, -0.923013063352303);
  close(effect!.upper, 1.40071147605072);
});

it('PlantGrowth, both treatments against the control', async () => {
  const { comparisons, anyDifference } = await outcomeOf('plant', [
    { y: plantGrowth.control },
    { y: plantGrowth.first },
    { y: plantGrowth.second },
  ]);
  close(anyDifference!.statistic, 5.180972408113);
  close(anyDifference!.degreesOfFreedom[1], 17.128418616644);
  close(anyDifference!.pValue, 0.01739282149);
  close(comparisons[0]!.effect!.pValue, 0.250382508588);
  close(comparisons[1]!.effect!.pValue, 0.095798511204 / 2);
  close(comparisons[0]!.adjustedP, 0.250382508588);
  close(comparisons[1]!.adjustedP, 0.095798511204);
});

it('of several groups that are better, none is to be kept before they are compared with one another', async () => {
  const far = (by: number) => plantGrowth.control.map((value) => value + by);
  const { comparisons } = await outcomeOf('several', [
    { y: plantGrowth.control },
    { y: far(5) },
    { y: far(-5) },
  ]);
  expect(comparisons.map(({ verdict }) => [verdict.kind, verdict.next])).toEqual([
    [
      'better',
      'Before you keep "g1", compare the other groups with it: run the same "olx-abtest analyze" with --control "g1".',
    ],
    ['worse', 'Do not keep "g2".'],
  ]);
});
