/** Draws the intervals of the effects as SVG, against 0 and the smallest difference that matters. */
import { scaleLinear } from 'd3-scale';
import { type Html, html } from '../../presentation/html.js';

/** One interval. */
interface DrawnEffect {
  readonly label: string;
  readonly lower: number;
  readonly estimate: number;
  readonly upper: number;
  readonly isTrusted: boolean;
}

interface EffectPlot {
  /** The prefix of the ids in the SVG. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly effects: readonly DrawnEffect[];
  readonly smallest: number | null;
}

/** For wide pages, and for narrow ones; one of them is shown. */
const SIZES = [
  { name: 'wide', width: 760, tickCount: 6 },
  { name: 'narrow', width: 340, tickCount: 4 },
];
const [LEFT, RIGHT, TOP, ROW, BOTTOM] = [24, 24, 10, 52, 48];

export function drawEffects(plot: EffectPlot): Html {
  return html`${SIZES.map((size) => drawing(plot, size))}`;
}

function drawing(
  { id: prefix, title, description, unit, effects, smallest }: EffectPlot,
  { name, width, tickCount }: (typeof SIZES)[0],
): Html {
  const id = `${prefix}-${name}`;
  const height = TOP + effects.length * ROW + BOTTOM;
  const floor = height - BOTTOM;
  const marks = smallest === null ? [0] : [-smallest, 0, smallest];
  const values = [...marks, ...effects.flatMap(({ lower, upper }) => [lower, upper])];
  const x = scaleLinear([Math.min(...values), Math.max(...values)], [LEFT, width - RIGHT]).nice(tickCount);
  const band =
    smallest !== null &&
    html`<rect class="band" x="${at(x(-smallest))}" y="${TOP}" width="${at(x(smallest) - x(-smallest))}" height="${floor - TOP}"/>`;
  const ticks = x
    .ticks(tickCount)
    .map(
      (tick) =>
        html`<line class="axis" x1="${at(x(tick))}" x2="${at(x(tick))}" y1="${floor}" y2="${floor + 5}"/><text class="tick" x="${at(x(tick))}" y="${floor + 18}" text-anchor="middle">${x.tickFormat(tickCount)(tick)}</text>`,
    );
  return html`<svg class="plot ${name}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>
${band}<line class="zero" x1="${at(x(0))}" x2="${at(x(0))}" y1="${TOP}" y2="${floor}"/>
<line class="axis" x1="${LEFT}" x2="${width - RIGHT}" y1="${floor}" y2="${floor}"/>${ticks}
<text class="tick" x="${width / 2}" y="${height - 8}" text-anchor="middle">difference in ${unit}</text>
${effects.map((effect, row) => interval(effect, x, { top: TOP + row * ROW, width }))}
</svg>`;
}

function interval(
  { label, lower, estimate, upper, isTrusted }: DrawnEffect,
  x: (value: number) => number,
  { top, width }: { readonly top: number; readonly width: number },
): Html {
  const y = top + 36;
  const middle = Math.min(width - RIGHT, Math.max(LEFT, x(estimate)));
  const anchor = middle < width / 3 ? 'start' : middle > (width * 2) / 3 ? 'end' : 'middle';
  return html`<g class="${!isTrusted && 'untrusted'}"><text class="label" x="${at(middle)}" y="${top + 22}" text-anchor="${anchor}">${label}</text>
<line class="interval" x1="${at(x(lower))}" x2="${at(x(upper))}" y1="${y}" y2="${y}"/>
<line class="interval end" x1="${at(x(lower))}" x2="${at(x(lower))}" y1="${y - 6}" y2="${y + 6}"/>
<line class="interval end" x1="${at(x(upper))}" x2="${at(x(upper))}" y1="${y - 6}" y2="${y + 6}"/>
<circle class="estimate" cx="${at(x(estimate))}" cy="${y}" r="5"/></g>`;
}

function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}
