/** A class of N learners: the expected sizes of its groups, the sizes of a simulated class, and the effects that it can detect. */
import { binomialRange, type Experiment, expectedSizes, goodnessOfFit, pairEffects } from '../../index.js';
import { assignableName } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { effectText, effectWords, fitText, sizeText } from '../../presentation/statistics-words.js';
import type { Medium } from '../page/medium.js';
import { groupTable } from './experiment-table.js';
import { plotData } from './plot-data.js';
import { plotView } from './plot-view.js';

/** The limits and the default of the size of a class. */
export const CLASS = { least: 1, most: 1_000_000, usual: 1000 } as const;
const MOST_PAIRS = 28;
const MOST_SEED_LETTERS = 100;

function isClassSize(learners: number): boolean {
  return Number.isInteger(learners) && learners >= CLASS.least && learners <= CLASS.most;
}

export function classSection(
  experiment: Experiment,
  asked: number,
  askedSeed: string,
  { isLive }: Medium,
): Html {
  const learners = isClassSize(asked) ? asked : CLASS.usual;
  const seed = askedSeed.slice(0, MOST_SEED_LETTERS);
  const { groups: arms, choice } = experiment.division;
  const expected = expectedSizes(choice, learners);
  const data = plotData(experiment, learners, seed);
  const table = groupTable(
    experiment,
    ['learners', '95 of 100 classes'],
    arms.map((arm, index) => {
      const [low, high] = binomialRange(learners, choice.pairs[index]![1]);
      return {
        arm,
        share: choice.pairs[index]![1],
        numbers: [sizeText(expected[index]!), `${sizeText(low)} – ${sizeText(high)}`],
      };
    }),
  );
  return html`<h2>A class of ${sizeText(learners)}</h2>
${isLive && form(learners, seed)}
${!isClassSize(asked) && html`<p class="trouble" role="alert">A class has ${CLASS.least} to ${sizeText(CLASS.most)} learners, in digits only; this is one of ${sizeText(learners)}.</p>`}
${table}
<h3>What such a class can detect</h3>
${detectable(experiment, expected, learners)}
<details class="numbers" data-key="statistics"${!isLive && html` open`}><summary>A simulated class, and the statistics</summary>
${simulated(experiment, data.sizes, learners)}
<p class="soft">The simulated sizes against the portions: ${fitText(goodnessOfFit(data.sizes, expected))}.</p>
${plotView(experiment, data, seed)}
${effects(experiment, expected)}</details>`;
}

function form(learners: number, seed: string): Html {
  return html`<form class="ask" method="get">
<label>Learners <input name="learners" type="number" min="${CLASS.least}" max="${CLASS.most}" step="1" required value="${learners}"></label>
<label>Seed <input name="seed" value="${seed}" maxlength="${MOST_SEED_LETTERS}" autocomplete="off" spellcheck="false"></label>
<button>Simulate</button>
</form>`;
}

/** The standard deviation of grades in percent, for the example. */
const GRADES = 20;

/** In words, with an example in points of a grade. */
function detectable(
  { division: { groups: arms } }: Experiment,
  expected: readonly number[],
  learners: number,
): Piece {
  const found = pairEffects(expected).flatMap(({ smallest, pair }) =>
    smallest === null ? [] : [{ smallest, pair }],
  );
  if (found.length === 0)
    return html`<p>Nothing: with ${sizeText(learners)} learner${learners === 1 ? '' : 's'} no two groups have enough of them to be compared.</p>`;
  const sizes = found.map(({ smallest }) => smallest);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const worst = found.find(({ smallest }) => smallest === most)!;
  const which =
    most - least < 0.005
      ? `between ${found.length === 1 ? 'the two groups' : 'any two groups'}`
      : `of ${points(least)} to ${points(most)} points, the largest between ${worst.pair.map((index) => assignableName(arms[index]!)).join(' and ')},`;
  const size = most - least < 0.005 ? `of ${points(most)} points ` : '';
  return html`<p>If grades differ by ${GRADES} points from learner to learner (their standard deviation), a difference ${size}${which} is found in 8 of 10 such classes. Smaller differences are missed more often; with four times the learners, differences half as large are found. ${learnersNeeded(most, learners)}</p>`;
}

/** The other way round: detectable differences shrink with the square root of the number of learners. */
function learnersNeeded(largest: number, learners: number): string {
  const [for5, for2] = [5, 2].map((wanted) => {
    const needed = learners * ((largest * GRADES) / wanted) ** 2;
    return sizeText(Number(needed.toPrecision(2)));
  });
  return `For a difference of 5 points between any two groups a class needs about ${for5} learners, for one of 2 points about ${for2}.`;
}

function points(effect: number): string {
  return String(Number((effect * GRADES).toPrecision(2)));
}

function simulated(experiment: Experiment, sizes: readonly number[], learners: number): Html {
  return groupTable(
    experiment,
    ['simulated'],
    experiment.division.groups.map((arm, index) => ({
      arm,
      share: sizes[index]! / learners,
      numbers: [sizeText(sizes[index]!)],
    })),
  );
}

function effects({ division: { groups: arms } }: Experiment, expected: readonly number[]): Html {
  const all = pairEffects(expected);
  if (all.length === 0) return html`<p>Only one group has learners, so there is nothing to compare.</p>`;
  const rows = all.slice(0, MOST_PAIRS).map((effect) => {
    const names = effect.pair.map((index) => assignableName(arms[index]!)).join(' – ');
    return html`<tr><th scope="row">${names}</th><td class="number">${effectText(effect)}</td></tr>`;
  });
  const more = all.length - rows.length;
  return html`<h3>Smallest effects</h3><p>The ${effectWords(all)}; d is the difference of two means in standard deviations.</p>
<table><tbody>${rows}</tbody></table>${more > 0 && html`<p class="soft">and ${more} more pairs</p>`}`;
}
