/** The wording of sizes, probabilities and verdicts, the same wherever they are shown. */

import { fractionText } from '../portion/fraction.js';
import type { ExperimentStanding } from '../runtime/experiments.js';
import type { DetectableEffect } from '../stats/power.js';
import type { SampleRatio } from '../stats/sample-ratio.js';
import type { ChiSquare } from '../stats/tests/chi-square.js';
import { assignableName } from './group-words.js';

/** What the effects of some pairs are measured by. */
export function effectWords([first]: readonly DetectableEffect[]): string {
  const pairs = first?.pairs ?? 1;
  const alpha = pairs > 1 ? `α .05 for all ${pairs} pairs, adjusted by Holm` : 'α .05';
  return `smallest effect that a pair of groups can detect (two-sided ${alpha}, power .8)`;
}

/** `12,345`, or `12,345.7` where it is not a whole number. */
export function sizeText(size: number): string {
  return size.toLocaleString('en', { maximumFractionDigits: 1 });
}

/** Up to four digits, without trailing zeros. */
function chanceText(p: number): string {
  return p > 0 && p < 0.0001 ? 'p < 0.0001' : `p = ${Number(p.toPrecision(4))}`;
}

export function effectText({ smallest }: DetectableEffect): string {
  return smallest === null ? 'too few learners' : `d = ${smallest.toPrecision(3)}`;
}

export function fitText({ statistic, degrees, p }: ChiSquare): string {
  const freedom = `${degrees} degree${degrees === 1 ? '' : 's'} of freedom`;
  return `chi-square ${statistic.toFixed(2)}, ${freedom}, ${chanceText(p)}`;
}

/** One line for each of the portions by which learners were drawn; none while they are those of the course. */
export function periodLines({ experiment, periods, portionsChanged }: ExperimentStanding): string[] {
  if (!portionsChanged) return [];
  return periods.map(({ since, shares, sizes }) => {
    const learners = sizes.reduce((sum, size) => sum + size, 0);
    const portions = experiment.division.groups.map(
      (arm, index) => `${assignableName(arm)} ${fractionText(shares[index]!)}`,
    );
    const when = since === null ? 'earlier' : `since ${since.toISOString().slice(0, 10)}`;
    return `portions ${when}: ${portions.join(', ')} (${sizeText(learners)} learner${learners === 1 ? '' : 's'})`;
  });
}

const RATIO_TESTS: Readonly<Record<SampleRatio['method'], string>> = {
  exact: 'exact multinomial test',
  'chi-square': 'chi-square test',
  sequential: 'sequential multinomial test',
};

/** The verdict without its mark: callers print `sample-ratio mismatch` separately, to colour it. */
export function ratioText({ method, p, mismatch, strata }: SampleRatio): string {
  const name = RATIO_TESTS[method];
  const combined = method === 'sequential' ? 'multiplied' : "combined by Fisher's method";
  const test = strata === undefined ? name : `${name}s of ${strata} periods, ${combined}`;
  return `${mismatch ? 'these sizes do not fit' : 'the sizes fit'} the portions${strata === undefined ? '' : ' of their time'} (${test}, ${chanceText(p)})`;
}
