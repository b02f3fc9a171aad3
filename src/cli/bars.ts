/** Shares and sizes as lines of a table: name, bar, and right-aligned numbers. */
import type { Arm } from '../index.js';

const BAR_CELLS = 16;
const LONGEST_PORTION = 12;

/** `████░░░░`; whoever gets anything gets a cell, and only all is a full bar. */
export function bar(share: number): string {
  const rounded = Math.min(BAR_CELLS - 1, Math.max(1, Math.round(share * BAR_CELLS)));
  const cells = share <= 0 ? 0 : share >= 1 ? BAR_CELLS : rounded;
  return '█'.repeat(cells) + '░'.repeat(BAR_CELLS - cells);
}

/** Lines of cells; the first column is padded on the right, the others on the left. */
export function aligned(
  lines: readonly (readonly string[])[],
  columnsOf: (text: string) => number,
): string[] {
  const widths: number[] = [];
  for (const line of lines)
    for (const [index, cell] of line.entries()) widths[index] = Math.max(widths[index] ?? 0, columnsOf(cell));
  return lines.map((line) => {
    const cells = line.map((cell, index) => {
      const gap = ' '.repeat(widths[index]! - columnsOf(cell));
      return index === 0 ? cell + gap : gap + cell;
    });
    return cells.join('  ').trimEnd();
  });
}

/** A group as tables name it; data names the default group as Open edX does. */
export function armName({ name, group }: Arm, visible: (text: string) => string): string {
  return group.isDefault ? 'default' : visible(name);
}

/** The exact portion; of a split_test `1/n`. */
export function armPortion({ group }: Arm, fractionText: (value: Arm['share']) => string): string {
  const { portion, id } = group;
  const text = portion.exact === null || id !== null ? portion.text : fractionText(portion.exact);
  return text.length <= LONGEST_PORTION ? text : `${text.slice(0, LONGEST_PORTION - 1)}…`;
}

/** `12,345`, or `12,345.7` where it is no whole number. */
export function sizeText(size: number): string {
  return size.toLocaleString('en', { maximumFractionDigits: 1 });
}

/** Four digits, and no more noughts than that. */
export function chanceText(p: number): string {
  return p > 0 && p < 0.0001 ? 'p < 0.0001' : `p = ${Number(p.toPrecision(4))}`;
}
