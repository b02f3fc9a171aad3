/** Diagnostics for people: message, place, code frame, hint and related places. */
import type { Diagnostic, Severity } from './diagnostic.js';
import type { Place } from './source.js';
import { columnsOf, visible } from './visible.js';

/** How to colour words; `plain` adds no colours. */
export interface Paint {
  severity(severity: Severity, text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

export const plain: Paint = { severity: (_, text) => text, dim: (text) => text, bold: (text) => text };

/** Default width: lines of code are cut around the place to this many columns, frame included. */
const WIDEST = 115;
const NARROWEST = 40;

/**
 * A diagnostic as text for a terminal: its message, its place, the lines of code, the hint.
 * @param columns the width of the terminal: sentences are broken at spaces, and lines of code are cut around the place; without it
 *   sentences are whole
 * @example
 * console.log(formatPretty(checkCourse(course)[0]).split('\n')[0]); // → info[abtest-retired] Open edX removed abtest in 2015 and cannot load this block today (the first of 2 here)
 */
export function formatPretty(diagnostic: Diagnostic, paint: Paint = plain, columns?: number): string {
  const { severity, ruleId, message, hint, place, related } = diagnostic;
  const gutter = ' '.repeat(String(lastLine(diagnostic)).length);
  const head = `${severity}[${ruleId}]`;
  const [first, ...more] = folded(visible(message), columns, head.length + 1, 2);
  const lines = [
    `${paint.severity(severity, head)} ${paint.bold(first!)}`,
    ...more.map((line) => `  ${paint.bold(line)}`),
    `${gutter}${paint.dim('-->')} ${formatPlace(place)}`,
    ...frameLines(diagnostic, gutter, paint, Math.max(NARROWEST, (columns ?? WIDEST) - gutter.length - 3)),
  ];
  for (const each of related)
    lines.push(`${gutter} ${paint.dim('=')} ${visible(each.message)}: ${formatPlace(each.place)}`);
  if (hint !== '') {
    const indent = gutter.length + ' = hint: '.length;
    const [begin, ...rest] = folded(visible(hint), columns, indent, indent);
    lines.push(
      `${gutter} ${paint.dim('= hint:')} ${begin}`,
      ...rest.map((line) => ' '.repeat(indent) + line),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A sentence in lines that fit, broken at spaces; `first` and `next` are the columns before the first line and the others. */
function folded(text: string, columns: number | undefined, first: number, next: number): string[] {
  if (columns === undefined) return [text];
  const width = Math.max(NARROWEST, columns);
  const lines: string[] = [];
  let room = width - first;
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && columnsOf(`${line} ${word}`) > room) {
      lines.push(line);
      [line, room] = [word, width - next];
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/**
 * `file:line:column`.
 * @example
 * console.log(formatPlace(checkCourse(course)[0].place)); // → course/abtest/welcome.xml:1:1
 */
export function formatPlace(place: Place): string {
  return `${visible(place.file)}:${place.start.line}:${place.start.column}`;
}

function lastLine({ frame, place }: Diagnostic): number {
  return frame === undefined ? place.start.line : frame.firstLine + frame.lines.length - 1;
}

function frameLines(
  { frame, place, severity }: Diagnostic,
  gutter: string,
  paint: Paint,
  width: number,
): string[] {
  if (frame === undefined) return [];
  const bar = paint.dim('|');
  const out = [`${gutter} ${bar}`];
  frame.lines.forEach((line, index) => {
    const number = frame.firstLine + index;
    const [from, to] = marked(place, number, line);
    const shift = windowStart(line, from, width);
    const shown = visible(line.slice(shift, shift + width));
    out.push(`${paint.dim(String(number).padStart(gutter.length))} ${bar} ${shown}`.trimEnd());
    if (to <= from) return;
    const before = columnsOf(visible(line.slice(shift, from)));
    const marks = Math.max(
      1,
      columnsOf(visible(line.slice(Math.max(shift, from), Math.min(to, shift + width)))),
    );
    out.push(`${gutter} ${bar} ${' '.repeat(before)}${paint.severity(severity, '^'.repeat(marks))}`);
  });
  return out;
}

/** The columns of a line (0-based, end exclusive) that the place covers; an empty place still gets one mark. */
function marked(place: Place, number: number, line: string): [number, number] {
  if (number < place.start.line || number > place.end.line) return [0, 0];
  const from = number === place.start.line ? place.start.column - 1 : line.length - line.trimStart().length;
  const to = number === place.end.line ? place.end.column - 1 : line.length;
  return number === place.start.line ? [from, Math.max(to, from + 1)] : [from, to];
}

function windowStart(line: string, from: number, width: number): number {
  return line.length <= width ? 0 : Math.max(0, Math.min(from - (width >> 1), line.length - width));
}
