/** Findings on a page: the message, the lines of code with the place marked, the hint. */
import { type Course, type Diagnostic, formatPlace, type Place, rules, type Severity } from '../../index.js';
import { ownPlace } from '../../presentation/editors.js';
import { visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { ruleExplanation } from '../../presentation/rule-pages.js';
import { anchor } from '../page/medium.js';
import { MISSING_PICTURE } from './missing-pictures.js';

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
/** The most findings that are shown for one block. */
const MOST = 50;

interface FindingsOptions {
  readonly open?: boolean;
  readonly placed?: Course;
  readonly place?: ((place: Place) => Html) | undefined;
  readonly explained?: Set<string>;
  /** Distinguishes the ids of explanations from those of other views. */
  readonly view?: string;
}

/**
 * Findings, each a summary that expands to its code frame.
 * @param open expands the frames of errors and warnings
 * @param placed the course of the files that summaries show, for lists that do not belong to a block
 * @param place prints places in another way than as text
 * @param explained the rules explained on the page so far: the first finding of a rule has its explanation, folded, and the others lead to it
 */
export function findingsList(
  findings: readonly Diagnostic[],
  { open = false, ...options }: FindingsOptions = {},
): Piece {
  if (findings.length === 0) return null;
  const more = findings.length - MOST;
  return html`<ul class="findings">${findings
    .slice(0, MOST)
    .map((each) => html`<li>${finding(each, open && each.severity !== 'info', options)}</li>`)}${
    more > 0 &&
    html`<li class="soft">and ${more} more; <code>olx-abtest validate</code> lists all of them</li>`
  }</ul>`;
}

function finding(
  { severity, ruleId, message, hint, place, frame, related }: Diagnostic,
  open: boolean,
  { placed, place: printed = plainPlace, explained, view }: FindingsOptions,
): Html {
  return html`<details${open && html` open`}><summary><span class="badge ${severity}">${severity}</span> <span>${visible(message)}</span>${placed && html` <span class="code soft">${visible(ownPlace(placed, place).file)}</span>`}</summary>
<p class="soft">${printed(place)}</p>
${frame && frameLines({ place, frame })}
${related.map((each) => html`<p>${visible(each.message)}: ${printed(each.place)}</p>`)}
${hint !== '' && html`<p><strong>Hint:</strong> ${visible(hint)}</p>`}
${ruleId === MISSING_PICTURE ? html`<p class="soft">Found by the preview alone; <code>olx-abtest validate</code> does not report it.</p>` : ruleLines(ruleId, explained, view)}</details>`;
}

function ruleLines(ruleId: string, explained: Set<string> | undefined, view = ''): Html {
  return html`<p class="soft">Rule <span class="code">${ruleId}</span>: ${summaryOf(ruleId)}</p>${explanation(ruleId, explained, view)}`;
}

/** Why the rule exists, with its examples: once on a page, or the command that prints it. */
function explanation(ruleId: string, explained: Set<string> | undefined, view: string): Html {
  const id = view === '' ? anchor('rule', ruleId) : anchor('rule', view, ruleId);
  const text = explained && ruleExplanation(ruleId);
  if (!explained || !text) return html`<p class="soft">More: <code>olx-abtest explain ${ruleId}</code></p>`;
  if (explained.has(ruleId)) return html`<p><a href="#${id}">The rule ${ruleId} is explained above</a></p>`;
  explained.add(ruleId);
  return html`<details class="rule"><summary>The rule explained, with examples</summary><div id="${id}" tabindex="-1">${text}</div></details>`;
}

const summaries = new Map(rules.map(({ id, summary }) => [id, summary]));

/** What the rule requires, in one sentence. */
function summaryOf(ruleId: string): string {
  return summaries.get(ruleId) ?? '';
}

function plainPlace(place: Place): Html {
  return html`<span class="code">${formatPlace(place)}</span>`;
}

function frameLines({ place, frame }: Required<Pick<Diagnostic, 'place' | 'frame'>>): Piece {
  if (frame === undefined) return null;
  const lines = frame.lines.map((line, index) => {
    const number = frame.firstLine + index;
    const [from, to] = marked(place, number, line);
    return html`<span class="line"><span class="line-number">${number}</span>${visible(line.slice(0, from))}${
      to > from && html`<mark>${visible(line.slice(from, to) || ' ')}</mark>`
    }${visible(line.slice(to))}\n</span>`;
  });
  return html`<pre class="source" tabindex="0">${lines}</pre>`;
}

/** The columns of a line (0-based, end exclusive) that the place covers; an empty place still gets one mark. */
function marked({ start, end }: Diagnostic['place'], number: number, line: string): [number, number] {
  if (number < start.line || number > end.line) return [0, 0];
  const from = number === start.line ? start.column - 1 : line.length - line.trimStart().length;
  const to = number === end.line ? end.column - 1 : line.length;
  return [from, number === start.line ? Math.max(to, from + 1) : to];
}

export type Counts = Readonly<Record<Severity, number>>;

const NO_FINDINGS: Counts = { error: 0, warning: 0, info: 0 };

export function countsOf(findings: readonly Diagnostic[]): Counts {
  const counts = { ...NO_FINDINGS };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

export function addCounts(a: Counts, b: Counts): Counts {
  return { error: a.error + b.error, warning: a.warning + b.warning, info: a.info + b.info };
}

/** `2 errors`, `1 warning` as badges; empty where there are none. @param href where the badges lead, if anywhere */
export function countBadges(counts: Counts, href?: string): readonly Html[] {
  return SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) => {
    const text = countText(counts[severity], severity);
    return href === undefined
      ? html` <span class="badge ${severity}">${text}</span>`
      : html` <a class="badge ${severity}" href="${href}">${text}</a>`;
  });
}

/** Making a format takes longer than using it. */
const NUMBER = new Intl.NumberFormat('en');

export function countText(number: number, noun: string): string {
  return `${NUMBER.format(number)} ${noun}${number === 1 ? '' : 's'}`;
}
