/** The plot of a simulated class with its caption, and its numbers as a table. */
import type { Experiment } from '../../index.js';
import { visible } from '../../presentation/group-words.js';
import { type Html, html } from '../../presentation/html.js';
import { sizeText } from '../../presentation/statistics-words.js';
import { anchor } from '../page/medium.js';
import type { PlotData } from './plot-data.js';
import { drawPlot, percent } from './plot-drawing.js';

const WIDE = { width: 760, right: 170 };
const NARROW = { width: 380, right: 118 };
const TABLE_ROWS = 10;

/** The same plot twice, for wide and for narrow windows; the style sheet shows one of them. */
export function plotView(experiment: Experiment, data: PlotData, seed: string): Html {
  const learners = sizeText(data.moments.at(-1)!);
  const id = anchor('plot', experiment.key);
  const words = {
    title: `Shares of the groups of ${visible(experiment.name)} as a class of ${learners} fills`,
    description: `In the end ${data.series
      .map(
        ({ name, shares, portion }) => `${name} has ${percent(shares.at(-1)!)} for a portion of ${portion}`,
      )
      .join(', ')}. The table of numbers follows.`,
  };
  const left =
    data.left > 0 &&
    html` ${data.left} more group${data.left === 1 ? ' is' : 's are'} left out, those with the smallest portions.`;
  const name = `learner-${visible(seed)}-1`;
  return html`<figure class="plot">
<div class="wide">${drawPlot(data, { id: `${id}-wide`, ...WIDE, ...words })}</div>
<div class="narrow">${drawPlot(data, { id: `${id}-narrow`, ...NARROW, ...words })}</div>
<figcaption>Each line is the share of a group among the learners who have come so far, each straight thin line its portion.
At every size 95 of 100 classes lie in the shaded band, so a line that leaves it for a while is no cause for alarm.
The learners are called ${name} and so on, and go where the stable split puts these names.${left}</figcaption>
</figure>
${table(data)}`;
}

function table({ moments, series, bands }: PlotData): Html {
  const step = Math.max(1, (moments.length - 1) / (TABLE_ROWS - 1));
  const rows = [
    ...new Set(
      Array.from({ length: TABLE_ROWS }, (_, row) => Math.min(moments.length - 1, Math.round(row * step))),
    ),
  ];
  const cells = (row: number): Html[] =>
    series.map(({ shares, share }) => {
      const band = bands.find((each) => each.share === share);
      const range =
        band && html` <span class="soft">(${percent(band.low[row]!)} – ${percent(band.high[row]!)})</span>`;
      return html`<td class="number">${percent(shares[row]!)}${range}</td>`;
    });
  return html`<details class="numbers"><summary>The numbers of the plot</summary>
<div class="scroll" tabindex="0" role="region" aria-label="The numbers of the plot"><table>
<caption class="soft">The share of each group, and the band in which 95 of 100 classes lie</caption>
<thead><tr><th scope="col" class="number">learners</th>${series.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr><th scope="row" class="number">${sizeText(moments[row]!)}</th>${cells(row)}</tr>`)}</tbody>
</table></div></details>`;
}
