/** Draws the plot of a class as SVG, with classes and presentation attributes only. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { area, line } from 'd3-shape';
import { type Html, html } from '../../presentation/html.js';
import { sizeText } from '../../presentation/statistics-words.js';
import { groupClass } from '../block/block-share.js';
import type { PlotData, Series } from './plot-data.js';

interface Drawing {
  /** The prefix of the ids in the SVG. */
  readonly id: string;
  readonly width: number;
  /** The space to the right of the plot, for the names of the groups. */
  readonly right: number;
  readonly title: string;
  readonly description: string;
}

const TOP = 14;
const BOTTOM = 46;
const LEFT = 48;
const LEAST_HEIGHT = 330;
/** The height of a label with a name of one line; each further line adds `LINE`. */
const LABEL_HEIGHT = 34;
const LINE = 14;
const MOST_LINES = 3;
const PUSHES = 100;
const LETTER_WIDTH = 6.4;
/** With the seven colours, 35 lines can be told apart. */
const DASHES = ['none', '9 3', '2 3', '9 3 2 3', '14 4'];
/** Wide enough that the three numbers in it do not touch. */
const DECADE_WIDTH = 105;
const X_TICKS = [1, 2, 5];

export function drawPlot(data: PlotData, { id, width, right, title, description }: Drawing): Html {
  const labelHeight = labelHeightOf(data, right);
  const height = Math.max(LEAST_HEIGHT, data.series.length * labelHeight + TOP + BOTTOM);
  const { x, y } = scalesOf(data, width - right, height - BOTTOM);
  const share = line<number>(
    (_, index) => x(data.moments[index]!),
    (value) => y(value),
  ).digits(1);
  const bands = data.bands.map(({ low, high, indexes }) => {
    const band = area<number>(
      (_, index) => x(data.moments[index]!),
      (value) => y(value),
      (_, index) => y(high[index]!),
    ).digits(1);
    const colour = indexes.length === 1 ? groupClass(indexes[0]!) : '';
    return html`<path class="band ${colour}" d="${band([...low])}"/>`;
  });
  const portions = data.bands.map(
    (band) =>
      html`<line class="portion" x1="${LEFT}" x2="${width - right}" y1="${at(y(band.share))}" y2="${at(y(band.share))}"/>`,
  );
  const shares = data.series.map(
    ({ shares: values, index }) =>
      html`<path class="share ${groupClass(index)}" stroke-dasharray="${DASHES[index % DASHES.length]!}" d="${share([...values])}"/>`,
  );
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>
${axes(data, x, y, width - right, height)}
${bands}${portions}${shares}
${labels(data, y, width - right, right, height, labelHeight)}
</svg>`;
}

type Scale = ReturnType<typeof scaleLinear<number, number>>;
type XScale = Scale | ReturnType<typeof scaleLog<number, number>>;

function scalesOf(data: PlotData, right: number, bottom: number): { x: XScale; y: Scale } {
  const last = data.moments.at(-1)!;
  const domain = [data.moments[0]!, Math.max(last, data.moments[0]! + 1)];
  const x = (data.isLog ? scaleLog() : scaleLinear()).domain(domain).range([LEFT, right]);
  const values = [...data.series.flatMap(({ shares }) => shares), ...data.bands.flatMap(({ high }) => high)];
  const y = scaleLinear()
    .domain([0, Math.min(1, Math.max(...values))])
    .nice()
    .range([bottom, TOP]);
  return { x, y };
}

function axes({ isLog, moments }: PlotData, x: XScale, y: Scale, right: number, height: number): Html {
  const bottom = height - BOTTOM;
  const yTicks = y
    .ticks(5)
    .map(
      (tick) =>
        html`<line class="grid" x1="${LEFT}" x2="${right}" y1="${at(y(tick))}" y2="${at(y(tick))}"/><text class="tick" x="${LEFT - 6}" y="${at(y(tick) + 4)}" text-anchor="end">${Math.round(tick * 100)} %</text>`,
    );
  const ticks = isLog ? logTicks(moments.at(-1)!, right - LEFT) : x.ticks(5).filter(Number.isInteger);
  const apart = Math.abs(x(ticks[1] ?? 1) - x(ticks[0] ?? 0)) < 2;
  const xTicks = (apart ? ticks.slice(0, 1) : ticks).map(
    (tick) =>
      html`<line class="axis" x1="${at(x(tick))}" x2="${at(x(tick))}" y1="${bottom}" y2="${bottom + 5}"/><text class="tick" x="${at(x(tick))}" y="${bottom + 18}" text-anchor="middle">${sizeText(tick)}</text>`,
  );
  return html`<g>${yTicks}<line class="axis" x1="${LEFT}" x2="${right}" y1="${bottom}" y2="${bottom}"/>${xTicks}
<text class="tick" x="${at((LEFT + right) / 2)}" y="${height - 8}" text-anchor="middle">learners so far${isLog && ' (log scale)'}</text></g>`;
}

/** 10, 20, 50, 100 …; only the powers of ten where there is no room for more. */
function logTicks(last: number, room: number): number[] {
  const decades = Math.log10(last) - 1;
  const digits = room / decades < DECADE_WIDTH ? [1] : X_TICKS;
  const ticks: number[] = [];
  for (let power = 10; power <= last; power *= 10) {
    for (const digit of digits) if (power * digit <= last) ticks.push(power * digit);
  }
  return ticks;
}

/** The names at the ends of their lines, moved apart where they would overlap. */
function labels(
  data: PlotData,
  y: Scale,
  right: number,
  room: number,
  height: number,
  labelHeight: number,
): Html {
  const wanted = data.series
    .map((series) => ({ series, end: y(series.shares.at(-1)!) }))
    .sort((a, b) => a.end - b.end);
  const places = apart(
    wanted.map(({ end }) => end),
    height - BOTTOM - labelHeight / 2,
    labelHeight,
  );
  const letters = lettersIn(room);
  return html`<g>${wanted.map(({ series, end }, index) => label(series, end, places[index]!, right, letters))}</g>`;
}

/** Neighbours that are too close are moved apart until none are. @param wanted in ascending order */
function apart(wanted: readonly number[], bottom: number, height: number): number[] {
  const places = [...wanted];
  for (let round = 0; round < PUSHES; round += 1) {
    for (let index = 1; index < places.length; index += 1) {
      const push = (height - (places[index]! - places[index - 1]!)) / 2;
      if (push <= 0) continue;
      places[index - 1]! -= push;
      places[index]! += push;
    }
    for (const [index, place] of places.entries()) places[index] = Math.min(bottom, Math.max(TOP + 4, place));
  }
  return places;
}

function label(
  { name, portion, shares, index }: Series,
  end: number,
  place: number,
  x: number,
  letters: number,
): Html {
  const dash = DASHES[index % DASHES.length]!;
  return html`<path class="leader ${groupClass(index)}" stroke-dasharray="${dash}" d="M${x},${at(end)}L${x + 8},${at(place)}H${x + 22}"/>
<text class="label" x="${x + 27}" y="${at(place + 1)}"><title>${name}</title>${linesOf(name, letters).map((line, row) => html`<tspan x="${x + 27}" dy="${row === 0 ? 0 : LINE}">${line}</tspan>`)}<tspan class="tick" x="${x + 27}" dy="${LINE}">${percent(shares.at(-1)!)} for ${portion}</tspan></text>`;
}

/** `30.4 %` */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function lettersIn(room: number): number {
  return Math.floor((room - 27) / LETTER_WIDTH);
}

function labelHeightOf({ series }: PlotData, room: number): number {
  const lines = Math.max(1, ...series.map(({ name }) => linesOf(name, lettersIn(room)).length));
  return LABEL_HEIGHT + (lines - 1) * LINE;
}

/** A name in lines, broken between words where that is possible; what three lines do not hold is cut. */
function linesOf(name: string, letters: number): string[] {
  const lines: string[] = [];
  let rest = [...name];
  while (rest.length > 0) {
    if (rest.length <= letters) return [...lines, rest.join('')];
    if (lines.length === MOST_LINES - 1) return [...lines, `${rest.slice(0, letters - 1).join('')}…`];
    const space = rest.slice(0, letters + 1).lastIndexOf(' ');
    const end = space > 0 ? space : letters;
    lines.push(rest.slice(0, end).join(''));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return lines;
}

function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}
