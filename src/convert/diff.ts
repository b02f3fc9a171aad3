/** Unified diffs of the files that a conversion changes. */

import type { Course } from '../olx/course.js';
import { decode } from '../xml/decode.js';
import type { Conversion } from './conversion.js';

const CONTEXT = 3;
/** Beyond this many cells the table of the comparison would take too much memory. */
const MOST_CELLS = 4_000_000;

/**
 * One unified diff a file, in pieces; a file that moved is compared with what it was.
 * @param course the course before the conversion
 */
export function* diffConversion(course: Course, { files, moves }: Conversion): Generator<string> {
  const moved = new Set(moves.values());
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (bytes === null && moved.has(path)) continue;
    const old = moves.get(path) ?? (course.files.has(path) ? path : undefined);
    const before = old === undefined ? '' : textOf(course.files.read(old));
    const head = `--- ${old === undefined ? '/dev/null' : `a/${old}`}\n+++ ${bytes === null ? '/dev/null' : `b/${path}`}\n`;
    yield head + unifiedDiff(before, bytes === null ? '' : textOf(bytes));
  }
}

function textOf(bytes: Uint8Array): string {
  return decode(bytes).text;
}

/** The hunks of a unified diff; empty for equal texts. */
export function unifiedDiff(before: string, after: string): string {
  const steps = stepsOf(linesOf(before), linesOf(after));
  const hunks: string[] = [];
  let index = 0;
  while (true) {
    const first = steps.findIndex(({ sign }, at) => at >= index && sign !== ' ');
    if (first === -1) return hunks.join('');
    const from = Math.max(index, first - CONTEXT);
    let to = first;
    for (let at = first, quiet = 0; at < steps.length && quiet <= 2 * CONTEXT; at += 1) {
      quiet = steps[at]!.sign === ' ' ? quiet + 1 : 0;
      if (quiet === 0) to = at + 1;
    }
    const end = Math.min(steps.length, to + CONTEXT);
    hunks.push(hunk(steps, from, end));
    index = end;
  }
}

interface Step {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

function hunk(steps: readonly Step[], from: number, to: number): string {
  const ahead = steps.slice(0, from);
  const inside = steps.slice(from, to);
  const count = (list: readonly Step[], sign: '-' | '+') =>
    list.filter((each) => each.sign !== (sign === '-' ? '+' : '-')).length;
  const range = (sign: '-' | '+') => {
    const length = count(inside, sign);
    return `${count(ahead, sign) + (length === 0 ? 0 : 1)},${length}`;
  };
  const body = inside.map(
    ({ sign, line }) => `${sign}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`,
  );
  return `@@ -${range('-')} +${range('+')} @@\n${body.join('')}`;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** The longest common subsequence of lines, between what both have at start and end. */
function stepsOf(a: readonly string[], b: readonly string[]): Step[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end += 1;
  const same = (line: string): Step => ({ sign: ' ', line });
  const middle = changed(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [...a.slice(0, start).map(same), ...middle, ...a.slice(a.length - end).map(same)];
}

function changed(a: readonly string[], b: readonly string[]): Step[] {
  const gone = (line: string): Step => ({ sign: '-', line });
  const come = (line: string): Step => ({ sign: '+', line });
  if (a.length * b.length > MOST_CELLS) return [...a.map(gone), ...b.map(come)];
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      longest[i * width + j] =
        a[i] === b[j]
          ? longest[(i + 1) * width + j + 1]! + 1
          : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      steps.push({ sign: ' ', line: a[i]! });
      i += 1;
      j += 1;
    } else if (
      j === b.length ||
      (i < a.length && longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)
    ) {
      steps.push(gone(a[i]!));
      i += 1;
    } else {
      steps.push(come(b[j]!));
      j += 1;
    }
  }
  return steps;
}
