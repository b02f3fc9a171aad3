/** The groups of an experiment as a table: name, portion, a bar, and numbers. */
import type { AssignableGroup, Experiment } from '../../index.js';
import { assignableName, visible } from '../../presentation/group-words.js';
import { type Html, html } from '../../presentation/html.js';
import { groupClass, shareText } from '../block/block-share.js';
import { shownArms } from '../viewpoint/shown-arms.js';

interface GroupRow {
  readonly arm: AssignableGroup;
  /** The length of the bar, 0 to 1. */
  readonly share: number;
  readonly numbers: readonly string[];
}

/** @param heads the headings of the number columns */
export function groupTable(
  experiment: Experiment,
  heads: readonly string[],
  rows: readonly GroupRow[],
): Html {
  const shown = new Set(shownArms(experiment).map(({ arm }) => arm));
  const lines = rows
    .filter(({ arm, share }) => share > 0 || shown.has(arm))
    .map(
      ({ arm, share, numbers }) => html`<tr class="${groupColour(experiment, arm)}">
<th scope="row"><span class="group-name">${assignableName(arm)}</span></th><td class="number">${shareText(arm.group)}</td><td class="meter">${bar(share)}</td>
${numbers.map((number) => html`<td class="number">${number}</td>`)}</tr>`,
    );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${[`Groups of ${visible(experiment.name)}`, ...heads].join(', ')}"><table class="groups">
<thead><tr><th scope="col">group</th><th scope="col" class="number">share</th><td></td>${heads.map((head) => html`<th scope="col" class="number">${head}</th>`)}</tr></thead>
<tbody>${lines}</tbody>
</table></div>`;
}

/** The class for a group's colour, the same wherever the group is shown. */
function groupColour({ block }: Experiment, arm: AssignableGroup): string {
  return groupClass(block.groups.indexOf(arm.group));
}

/** Hidden from screen readers, since the numbers beside it give the same information. */
function bar(share: number): Html {
  const width = Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
  return html`<svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="whole" width="100" height="10"/><rect class="part" width="${width}" height="10"/></svg>`;
}
