/** Shares and sizes as lines of a table: name, bar, and right-aligned numbers. */

const BAR_CELLS = 16;

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
