/** The groups of an experiment as a table: name, portion, a bar, and numbers. */
import { type Html, html } from './html.js';
import { GROUP_COLOURS } from './style.js';

export interface GroupRow {
  readonly name: string;
  readonly portion: string;
  /** How long the bar is, 0 to 1. */
  readonly share: number;
  readonly numbers: readonly string[];
}

/** @param heads of the columns of numbers */
export function groupTable(heads: readonly string[], rows: readonly GroupRow[]): Html {
  const lines = rows.map(
    ({ name, portion, share, numbers }, index) => html`<tr class="g${index % GROUP_COLOURS}">
<th scope="row"><span class="group-name">${name}</span></th><td class="number">${portion}</td><td class="bar">${bar(share)}</td>
${numbers.map((number) => html`<td class="number">${number}</td>`)}</tr>`,
  );
  return html`<div class="scroll"><table class="groups">
<thead><tr><th scope="col">group</th><th scope="col" class="number">portion</th><td></td>${heads.map((head) => html`<th scope="col" class="number">${head}</th>`)}</tr></thead>
<tbody>${lines}</tbody>
</table></div>`;
}

/** The numbers beside it say the same, so it is hidden from screen readers. */
export function bar(share: number): Html {
  const width = Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="whole" width="100" height="10"/><rect class="part" width="${width}" height="10"/></svg>`;
}
