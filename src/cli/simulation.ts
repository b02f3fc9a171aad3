/** How large the groups of experiments will be, and what they can find out: worked out, and as a table. */
import type { ChiSquare, Experiment } from '../index.js';
import { aligned, armName, armPortion, bar, chanceText, sizeText } from './bars.js';
import { paintFor } from './paint.js';

export interface Simulation {
  readonly experiment: Experiment;
  readonly expected: readonly number[];
  readonly simulated: readonly number[];
  readonly fit: ChiSquare;
  readonly effects: readonly Effect[];
}

/** What a pair of groups, as places in the list of arms, can detect; `null` where one is too small to show anything. */
export interface Effect {
  readonly pair: readonly [number, number];
  readonly smallest: number | null;
}

export async function simulation(
  experiment: Experiment,
  learners: number,
  seed: string,
): Promise<Simulation> {
  const { expectedSizes, goodnessOfFit, simulateSizes, smallestEffect } = await import('../index.js');
  const { choice } = experiment.arms;
  const expected = expectedSizes(choice, learners);
  const simulated = simulateSizes(choice, learners, seed);
  const effects = expected.flatMap((first, i) =>
    expected.slice(i + 1).flatMap((second, offset): Effect[] => {
      const pair = [i, i + 1 + offset] as const;
      if (first === 0 || second === 0) return [];
      return [{ pair, smallest: first < 1 || second < 1 ? null : smallestEffect(first, second) }];
    }),
  );
  return { experiment, expected, simulated, fit: goodnessOfFit(simulated, expected), effects };
}

export function simulationJson(all: readonly Simulation[], learners: number, seed: string): string {
  const experiments = all.map(({ experiment, expected, simulated, fit, effects }) => {
    const { arms } = experiment.arms;
    return {
      experiment: experiment.name,
      groups: arms.map((arm, index) => ({
        name: arm.name,
        portion: arm.group.portion.text,
        expected: expected[index],
        simulated: simulated[index],
      })),
      chiSquare: { statistic: fit.statistic, degrees: fit.degrees, p: fit.p },
      effects: effects.map(({ pair: [a, b], smallest }) => ({
        groups: [arms[a]!.name, arms[b]!.name],
        smallestEffect: smallest,
      })),
    };
  });
  return `${JSON.stringify({ version: 1, learners, seed, experiments }, null, 2)}\n`;
}

export async function simulationTable(
  { experiment, expected, simulated, fit, effects }: Simulation,
  learners: number,
): Promise<string> {
  const { columnsOf, fractionText, visible } = await import('../index.js');
  const paint = await paintFor(process.stdout);
  const { arms } = experiment.arms;
  const rows = arms.map((arm, index) => [
    armName(arm, visible),
    armPortion(arm, fractionText),
    bar(learners === 0 ? 0 : simulated[index]! / learners),
    sizeText(expected[index]!),
    sizeText(simulated[index]!),
  ]);
  const head = ['group', 'portion', '', 'expected', 'simulated'];
  const pairs = effects.map(({ pair: [a, b], smallest }) => [
    `${armName(arms[a]!, visible)} – ${armName(arms[b]!, visible)}`,
    smallest === null ? 'too few learners' : `d = ${smallest.toPrecision(3)}`,
  ]);
  const [heading = '', ...lines] = aligned([head, ...rows], columnsOf);
  const degrees = `${fit.degrees} degree${fit.degrees === 1 ? '' : 's'} of freedom`;
  return [
    paint.bold(`"${visible(experiment.name)}"`),
    `  ${paint.dim(heading)}`,
    ...lines.map((line) => `  ${line}`),
    `  chi-square ${fit.statistic.toFixed(2)}, ${degrees}, ${chanceText(fit.p)}`,
    `  smallest effect that a pair of groups can detect (two-sided α .05, power .8)`,
    ...aligned(pairs, columnsOf).map((line) => `    ${line}`),
    '',
  ].join('\n');
}
