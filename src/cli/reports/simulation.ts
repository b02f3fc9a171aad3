/** How large the groups of experiments will be, and which effects they can detect: computed, and as a table. */

import type { ChiSquare, DetectableEffect, Experiment } from '../../index.js';
import { assignableName, assignablePortion } from '../../presentation/group-words.js';
import { effectText, effectWords, fitText, sizeText } from '../../presentation/statistics-words.js';
import { paintFor } from '../terminal/paint.js';
import { aligned, bar, jsonOf } from './rows.js';

interface Simulation {
  readonly experiment: Experiment;
  readonly expected: readonly number[];
  readonly simulated: readonly number[];
  readonly fit: ChiSquare;
  readonly effects: readonly DetectableEffect[];
  /** Per cent of the learners who are shown the content, of whom the effects are. */
  readonly exposed: number;
}

export async function simulation(
  experiment: Experiment,
  learners: number,
  seed: string,
  exposed: number,
): Promise<Simulation> {
  const { expectedSizes, goodnessOfFit, pairEffects, simulateSizes } = await import('../../learners.js');
  const { choice } = experiment.division;
  const expected = expectedSizes(choice, learners);
  const simulated = simulateSizes(choice, learners, seed);
  const effects = pairEffects(expected.map((size) => (size * exposed) / 100));
  return { experiment, expected, simulated, fit: goodnessOfFit(simulated, expected), effects, exposed };
}

export function simulationJson(all: readonly Simulation[], learners: number, seed: string): string {
  const experiments = all.map(({ experiment, expected, simulated, fit, effects, exposed }) => {
    const { groups: arms } = experiment.division;
    return {
      experiment: experiment.name,
      groups: arms.map((arm, index) => ({
        name: arm.name,
        portion: arm.group.portion.text,
        expected: expected[index],
        simulated: simulated[index],
      })),
      chiSquare: { statistic: fit.statistic, degrees: fit.degrees, p: fit.p },
      exposed,
      effects: effects.map(({ pair: [a, b], smallest, pairs }) => ({
        groups: [arms[a]!.name, arms[b]!.name],
        smallestEffect: smallest,
        alpha: 0.05 / pairs,
      })),
    };
  });
  return jsonOf({ learners, seed, experiments });
}

export async function simulationTable(
  { experiment, expected, simulated, fit, effects, exposed }: Simulation,
  learners: number,
): Promise<string> {
  const { columnsOf, visible } = await import('../../internal/content.js');
  const paint = paintFor(process.stdout);
  const { groups: arms } = experiment.division;
  const rows = arms.map((arm, index) => [
    assignableName(arm),
    assignablePortion(arm),
    bar(learners === 0 ? 0 : simulated[index]! / learners),
    sizeText(expected[index]!),
    sizeText(simulated[index]!),
  ]);
  const head = ['group', 'portion', '', 'expected', 'simulated'];
  const pairs = effects.map((effect) => [
    effect.pair.map((index) => assignableName(arms[index]!)).join(' – '),
    effectText(effect),
  ]);
  const [heading = '', ...lines] = aligned([head, ...rows], columnsOf);
  return [
    paint.bold(`"${visible(experiment.name)}"`),
    `  ${paint.dim(heading)}`,
    ...lines.map((line) => `  ${line}`),
    `  ${fitText(fit)}`,
    `  ${effectWords(effects)}${exposed < 100 ? `, of the ${exposed} % who are shown the content` : ''}`,
    ...aligned(pairs, columnsOf).map((line) => `    ${line}`),
    '',
  ].join('\n');
}
