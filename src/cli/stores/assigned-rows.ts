/** Prints learners and their groups row by row: a table for people, CSV or JSONL for programs. */

import { csvLine } from '../../internal/content.js';
import { groupNameText } from '../../presentation/group-words.js';
import type { Outlet } from '../terminal/output.js';

export const ROW_FORMATS = ['table', 'csv', 'jsonl'] as const;
type RowFormat = (typeof ROW_FORMATS)[number];

export interface AssignedRow {
  readonly learner: string;
  /** The name for people. */
  readonly experiment: string;
  readonly group: string;
  readonly reason: string;
  readonly stale: boolean;
}

const COLUMNS = ['learner', 'experiment', 'group', 'reason'] as const;

export interface RowWriter {
  /** The column widths of a table follow from the first rows. */
  write(rows: readonly AssignedRow[]): Promise<void>;
}

export async function rowWriter(format: RowFormat, outlet: Outlet, mark = ''): Promise<RowWriter> {
  if (format === 'table') return new TableWriter(await import('../../internal/content.js'), outlet);
  if (format === 'jsonl') return { write: async (rows) => outlet.write(rows.map(jsonLine).join('')) };
  await outlet.write(mark + csvLine([...COLUMNS, 'stale']));
  return { write: async (rows) => outlet.write(rows.map(csvRow).join('')) };
}

/** `stale` is present only when true: the group is not (or was not) one of the block's. */
function jsonLine({ learner, experiment, group, reason, stale }: AssignedRow): string {
  return `${JSON.stringify({ learner, experiment, group, reason, ...(stale && { stale }) })}\n`;
}

function csvRow(row: AssignedRow): string {
  return csvLine([...COLUMNS.map((column) => row[column]), String(row.stale)]);
}

class TableWriter implements RowWriter {
  readonly #library: typeof import('../../internal/content.js');
  readonly #outlet: Outlet;
  #widths: number[] | null = null;

  constructor(library: typeof import('../../internal/content.js'), outlet: Outlet) {
    this.#library = library;
    this.#outlet = outlet;
  }

  async write(rows: readonly AssignedRow[]): Promise<void> {
    const { columnsOf, visible } = this.#library;
    const lines = rows.map((row) => [
      visible(row.learner),
      visible(row.experiment),
      groupNameText(row.group),
      row.stale ? `${row.reason}, stale` : row.reason,
    ]);
    if (this.#widths === null) {
      lines.unshift([...COLUMNS]);
      this.#widths = COLUMNS.map((_, index) => Math.max(...lines.map((line) => columnsOf(line[index]!))));
    }
    const widths = this.#widths;
    const padded = (line: readonly string[]) =>
      line.map((cell, index) => cell + ' '.repeat(Math.max(0, widths[index]! - columnsOf(cell))));
    await this.#outlet.write(lines.map((line) => `${padded(line).join('  ').trimEnd()}\n`).join(''));
  }
}
