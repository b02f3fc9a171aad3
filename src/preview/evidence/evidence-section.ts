/** An analysis as HTML: who counts, whether the groups can be compared, the effects with their plot, and the verdict. */
import type { Analysis, Comparison, OutcomeResult } from '../../index.js';
import { levelText, writerOf } from '../../internal/learners.js';
import * as evidence from '../../presentation/evidence-words.js';
import { visible } from '../../presentation/group-words.js';
import { type Html, html } from '../../presentation/html.js';
import { anchor } from '../page/medium.js';
import { drawEffects } from './effect-plot.js';

export function evidenceSection(analysis: Analysis): Html {
  const distrusted = evidence.distinctVerdicts(analysis).filter(({ kind }) => kind === 'do-not-trust');
  return html`<h2>Which variant taught better</h2>
${distrusted.map(verdictPart)}
${analysis.outcomes.map((result) => outcomeSection(analysis, result))}
<h3>Who counts</h3>
${table(evidence.countTable(analysis), `Learners of ${visible(analysis.experiment)} by group`)}
<p>${evidence.whoText(analysis)} ${evidence.leftOutText(analysis)}</p>
<h3>Can the groups be compared?</h3>
${checkList(evidence.trustChecks(analysis))}
${planPart(analysis)}
<h3>Notes</h3><ul>${analysis.notes.map((note) => html`<li>${visible(note)}</li>`)}</ul>
<details><summary>Methods, to copy</summary><p>${visible(analysis.methods)}</p></details>`;
}

function outcomeSection(analysis: Analysis, result: OutcomeResult): Html {
  const { outcome, groups, missing, comparisons } = result;
  const anyDifference = evidence.anyDifferenceText(result);
  return html`<h3>${visible(outcome)}</h3>
${comparisons.map(({ verdict }) => verdictPart(isTrusted(verdict) ? verdict : { ...evidence.DISTRUSTED_ABOVE, next: '' }))}
${plot(analysis, result)}
${table(evidence.outcomeTable(groups), `${visible(outcome)} by group`)}
${effectTable(comparisons)}
${anyDifference === '' ? null : html`<p>${anyDifference}</p>`}
${checkList(missing.map(evidence.missingText))}`;
}

const CLASSES = {
  better: 'good',
  worse: 'good',
  'no-difference': 'good',
  'cannot-tell': '',
  'do-not-trust': 'error',
};

function isTrusted({ kind }: Comparison['verdict']): boolean {
  return kind !== 'do-not-trust';
}

function verdictPart({ kind, sentence, next }: Comparison['verdict']): Html {
  return html`<p class="verdict ${CLASSES[kind]}"><strong>${visible(sentence)}</strong></p>${next !== '' && html`<p>${visible(next)}</p>`}`;
}

function plot({ key }: Analysis, { outcome, comparisons, smallest }: OutcomeResult): Html | null {
  const effects = comparisons.flatMap(({ treated, control, effect, verdict }) =>
    effect === null
      ? []
      : [
          {
            ...effect,
            isTrusted: isTrusted(verdict),
            label: `${visible(treated)} against ${visible(control)}`,
          },
        ],
  );
  if (effects.length === 0) return null;
  const words = effects.map((effect) => {
    const write = writerOf(effect);
    return `${effect.label}: ${write(effect.estimate)}, ${levelText(effect)} interval ${write(effect.lower)} to ${write(effect.upper)}`;
  });
  const band = smallest === null ? '' : ' The shaded band holds the differences that do not matter.';
  const dashed = effects.every((each) => each.isTrusted)
    ? ''
    : ' A dashed line with an empty dot is a difference that cannot be trusted.';
  return html`<figure class="plot">${drawEffects({
    id: anchor('effect', key, outcome),
    title: `Differences in ${visible(outcome)} with their intervals`,
    description: words.join('; '),
    unit: visible(outcome),
    effects,
    smallest,
  })}<figcaption>The dot is the difference that was found, the line the range that the data allow for the true one.${band}${dashed}</figcaption></figure>`;
}

function effectTable(comparisons: readonly Comparison[]): Html {
  const rows = comparisons.flatMap(({ treated, control, effect, hedgesG, adjustedP, exactP }) => {
    if (effect === null) return [];
    const write = writerOf(effect);
    const size = hedgesG === null ? '–' : hedgesG.toFixed(2).replace('-', '−');
    const chance = (p: number | null): string => (p === null ? '–' : evidence.chanceText(p));
    return [
      [
        `${visible(treated)} against ${visible(control)}`,
        write(effect.estimate),
        `${write(effect.lower)} to ${write(effect.upper)} (${levelText(effect)})`,
        size,
        chance(effect.pValue),
        chance(adjustedP),
        chance(exactP),
      ],
    ];
  });
  if (rows.length === 0) return html``;
  const head = ['groups', 'difference', 'interval', 'Hedges g', 'p', 'adjusted p', 'randomisation p'];
  const used = head.map((_, column) => column < 2 || rows.some((row) => row[column] !== '–'));
  return table(
    [head, ...rows].map((row) => row.filter((_, column) => used[column])),
    'The differences with their intervals',
  );
}

const MARKS = { good: '✔', warning: '!', error: '✖' };

function checkList(checks: readonly evidence.CheckText[]): Html {
  return html`${checks.map(({ state, text }) => html`<p class="verdict ${state}">${MARKS[state]} ${text}</p>`)}`;
}

function planPart({ plan }: Analysis): Html | null {
  if (plan === null) return null;
  const { deviations } = plan;
  if (deviations.length === 0)
    return html`<h3>Plan</h3><p class="verdict good">✔ the analysis follows ${visible(plan.plan)}</p>`;
  return html`<h3>Plan</h3><p class="verdict warning">! the analysis does not follow ${visible(plan.plan)}:</p>
<ul>${deviations.map((each) => html`<li>${visible(each)}</li>`)}</ul>`;
}

/** @param rows the headings first */
function table([head = [], ...rows]: readonly (readonly string[])[], label: string): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="groups">
<thead><tr>${head.map((cell, column) => html`<th scope="col" class="${column > 0 && 'number'}">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, column) => (column === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="number">${cell}</td>`))}</tr>`)}</tbody>
</table></div>`;
}
