/** Tables and JSON of commands: widths, bars, counts. */
import { paintFor } from '../terminal/paint.js';

/** `████░░░░`: a share above 0 has at least one cell, and only 1 fills the bar; `????????` for what is not a share. */
export function bar(share: number, width = 16): string {
  if (!(share >= 0 && share <= 1)) return '?'.repeat(width);
  const rounded = Math.min(width - 1, Math.max(1, Math.round(share * width)));
  const cells = share === 0 ? 0 : share === 1 ? width : rounded;
  return '█'.repeat(cells) + '░'.repeat(width - cells);
}

/** `1 course`, `1,200 courses`. */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`;
}

/** Lines of cells; the first column is left-aligned, the others right-aligned. */
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

/** Rows of cells as lines of a table, left-aligned, safe for a terminal. */
export async function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<string> {
  const { columnsOf, visible } = await import('../../internal/content.js');
  const paint = paintFor(process.stdout);
  const shown = rows.map((row) => row.map((cell) => visible(cell)));
  const widths = head.map((word, index) =>
    Math.max(columnsOf(word), ...shown.map((row) => columnsOf(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell + ' '.repeat(widths[index]! - columnsOf(cell)))
      .join('  ')
      .trimEnd();
  return `${[paint.dim(line(head)), ...shown.map(line)].join('\n')}\n`;
}

/** JSON for programs: the fields with a version. */
export function jsonOf(fields: object): string {
  return `${JSON.stringify({ version: 1, ...fields }, null, 2)}\n`;
}
