/** An interval drawn in characters, against 0 and the smallest difference that matters. */
import { scaleLinear } from 'd3-scale';
import type { MeasuredEffect } from '../../index.js';

const WIDEST = 64;

/** The parts of a drawn interval; an interval that must not be read as a result looks different. */
const TRUSTED = {
  line: '━',
  dot: '●',
  meaning: '● the difference that was found, ├ ┤ where the true one may be',
};
const UNTRUSTED = {
  line: '╌',
  dot: '○',
  meaning: '○ and ├ ┤ the difference and its interval as computed: neither can be trusted',
};

/** The interval, the axis, its numbers, and what they mean. */
export function intervalPicture(
  { lower, upper, estimate }: MeasuredEffect,
  {
    smallest,
    isTrusted,
    write,
    width,
  }: {
    readonly smallest: number | null;
    readonly isTrusted: boolean;
    readonly write: (value: number) => string;
    readonly width: number;
  },
): string[] {
  const { line, dot, meaning } = isTrusted ? TRUSTED : UNTRUSTED;
  const marks = smallest === null ? [0] : [-smallest, 0, smallest];
  const [low, high] = [Math.min(lower, ...marks), Math.max(upper, ...marks)];
  const columns = Math.min(WIDEST, width);
  const place = scaleLinear([low, high], [4, columns - 5]);
  const at = (value: number): number => Math.round(place(value));
  const bar: string[] = Array.from({ length: columns }, (_, column) =>
    column >= at(lower) && column <= at(upper) ? line : ' ',
  );
  bar[at(lower)] = '├';
  bar[at(upper)] = '┤';
  bar[at(estimate)] = dot;
  const axis: string[] = Array.from({ length: columns }, () => '─');
  for (const mark of marks) axis[at(mark)] = mark === 0 ? '┼' : '┴';
  const limits = smallest === null || !isTrusted ? '' : '; between ┴ and ┴ it would not matter';
  const legend = meaning + limits;
  return [bar.join('').trimEnd(), axis.join(''), labels(marks, at, write, columns), legend];
}

/** The outer marks, then 0, each where there is room. */
function labels(
  marks: readonly number[],
  at: (value: number) => number,
  write: (value: number) => string,
  columns: number,
): string {
  const line = Array.from({ length: columns }, () => ' ');
  for (const mark of [...marks].sort((a, b) => Math.abs(a) - Math.abs(b))) {
    const text = mark === 0 ? '0' : write(mark);
    const start = Math.max(0, Math.min(columns - text.length, at(mark) - Math.floor(text.length / 2)));
    const room = line.slice(Math.max(0, start - 1), start + text.length + 1);
    if (room.every((character) => character === ' ')) line.splice(start, text.length, ...text);
  }
  return line.join('').trimEnd();
}
