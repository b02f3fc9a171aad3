/** A class of N learners: the expected sizes of its groups, the sizes of a simulated class, and the effects that it can detect. */
import { binomialRange, type Experiment, expectedSizes, goodnessOfFit, pairEffects } from '../../index.js';
import { assignableName } from '../../presentation/group-words.js';
import { type Html, html } from '../../presentation/html.js';
import { effectText, effectWords, fitText, sizeText } from '../../presentation/statistics-words.js';
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

/** @param isLive whether the page can request another class */
export function classSection(
  experiment: Experiment,
  asked: number,
  askedSeed: string,
  isLive: boolean,
): Html {
  const learners = isClassSize(asked) ? asked : CLASS.usual;
  const seed = askedSeed.slice(0, MOST_SEED_LETTERS);
  const { groups: arms, choice } = experiment.division;
  const expected = expectedSizes(choice, learners);
  const data = plotData(experiment, learners, seed);
  const table = groupTable(
    experiment,
    ['expected', '95 of 100 classes', 'simulated'],
    arms.map((arm, index) => {
      const [low, high] = binomialRange(learners, choice.pairs[index]![1]);
      return {
        arm,
        share: data.sizes[index]! / learners,
        numbers: [
          sizeText(expected[index]!),
          `${sizeText(low)} – ${sizeText(high)}`,
          sizeText(data.sizes[index]!),
        ],
      };
    }),
  );
  return html`<h2>A class of ${sizeText(learners)}</h2>
${isLive && form(learners, seed)}
${!isClassSize(asked) && html`<p class="trouble" role="alert">A class has ${CLASS.least} to ${sizeText(CLASS.most)} learners, in digits only; this is one of ${sizeText(learners)}.</p>`}
${table}
<p class="soft">The simulated sizes against the portions: ${fitText(goodnessOfFit(data.sizes, expected))}.</p>
${plotView(experiment, data, seed)}
<h3>What such a class can detect</h3>
${effects(experiment, expected)}`;
}

function form(learners: number, seed: string): Html {
  return html`<form class="ask" method="get">
<label>Learners <input name="learners" type="number" min="${CLASS.least}" max="${CLASS.most}" step="1" required value="${learners}"></label>
<label>Seed <input name="seed" value="${seed}" maxlength="${MOST_SEED_LETTERS}" autocomplete="off" spellcheck="false"></label>
<button>Simulate</button>
</form>`;
}

function effects({ division: { groups: arms } }: Experiment, expected: readonly number[]): Html {
  const all = pairEffects(expected);
  if (all.length === 0) return html`<p>Only one group has learners, so there is nothing to compare.</p>`;
  const rows = all.slice(0, MOST_PAIRS).map((effect) => {
    const names = effect.pair.map((index) => assignableName(arms[index]!)).join(' – ');
    return html`<tr><th scope="row">${names}</th><td class="number">${effectText(effect)}</td></tr>`;
  });
  const more = all.length - rows.length;
  return html`<p>The ${effectWords(all)}; d is the difference of two means in standard deviations.</p>
<table><tbody>${rows}</tbody></table>${more > 0 && html`<p class="soft">and ${more} more pairs</p>`}`;
}
