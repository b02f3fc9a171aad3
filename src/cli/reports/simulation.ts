/** How large the groups of experiments will be, and which effects they can detect: computed, and as a table. */

import type { ChiSquare, DetectableEffect, Experiment } from '../../index.js';
import { assignableName, assignablePortion } from '../../presentation/group-words.js';
import { EFFECT_WORDS, effectText, fitText, sizeText } from '../../presentation/statistics-words.js';
import { paintFor } from '../terminal/paint.js';
import { aligned, bar, jsonOf } from './rows.js';

interface Simulation {
  readonly experiment: Experiment;
  readonly expected: readonly number[];
  readonly simulated: readonly number[];
  readonly fit: ChiSquare;
  readonly effects: readonly DetectableEffect[];
}

export async function simulation(
  experiment: Experiment,
  learners: number,
  seed: string,
): Promise<Simulation> {
  const { expectedSizes, goodnessOfFit, pairEffects, simulateSizes } = await import('../../index.js');
  const { choice } = experiment.division;
  const expected = expectedSizes(choice, learners);
  const simulated = simulateSizes(choice, learners, seed);
  const effects = pairEffects(expected);
  return { experiment, expected, simulated, fit: goodnessOfFit(simulated, expected), effects };
}

export function simulationJson(all: readonly Simulation[], learners: number, seed: string): string {
  const experiments = all.map(({ experiment, expected, simulated, fit, effects }) => {
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
      effects: effects.map(({ pair: [a, b], smallest }) => ({
        groups: [arms[a]!.name, arms[b]!.name],
        smallestEffect: smallest,
      })),
    };
  });
  return jsonOf({ learners, seed, experiments });
}

export async function simulationTable(
  { experiment, expected, simulated, fit, effects }: Simulation,
  learners: number,
): Promise<string> {
  const { columnsOf, visible } = await import('../../internal/content.js');
  const paint = await paintFor(process.stdout);
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
    `  ${EFFECT_WORDS}`,
    ...aligned(pairs, columnsOf).map((line) => `    ${line}`),
    '',
  ].join('\n');
}
