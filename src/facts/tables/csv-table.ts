/** Reads one CSV file of facts, row by row; what is wrong is an error with its file and line. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { FactRow } from '../../storage/store.js';
import { csvRecords } from '../../tables/csv.js';
import { piecesOf } from '../../tables/pieces.js';
import { delimiterIn, tableOf } from '../../tables/table-shape.js';
import { COMMON, type Column, type Fields, readCell, WrongCell } from './columns.js';
import type { FactTable } from './tables.js';

/**
 * @param now when a row without a date of its own counts as modified
 * @throws AbtestError `not-readable` with file and line
 */
export async function* csvTable(path: string, table: FactTable, now: Date): AsyncGenerator<FactRow> {
  const file = basename(path);
  let columns: readonly Column[] | null = null;
  let position = 0;
  for await (const { line, cells } of recordsOf(path)) {
    if (columns === null) {
      columns = columnsOf(table, cells, `${file}:${line}`);
      continue;
    }
    if (cells.length !== columns.length) {
      throw wrong(`${file}:${line}`, `there are ${cells.length} cells for ${columns.length} columns`);
    }
    position += 1;
    yield rowOf(table, readCells(columns, table, cells, `${file}:${line}`), position, now);
  }
  if (columns === null)
    throw wrong(file, 'the file is empty', `Its first line must name the columns: ${names(table)}.`);
}

function rowOf(
  table: FactTable,
  { modified, removed, ...fields }: Fields,
  position: number,
  now: Date,
): FactRow {
  return {
    kind: table.kind,
    ...table.key(fields),
    alias: table.alias?.(fields) ?? null,
    modified: modified === null || modified === undefined ? now : new Date(modified),
    // The place in the file: Open edX's answers depend on the order of some rows.
    document: removed === 'true' ? null : JSON.stringify({ ...fields, position: String(position) }),
  };
}

/** The columns in the order of the file. */
function columnsOf(table: FactTable, header: readonly string[], place: string): readonly Column[] {
  const known = [...table.columns, ...COMMON];
  const given = header.map((cell) => cell.trim().toLowerCase());
  const hint = `The columns are ${names(table)}.`;
  const found = given.map((name) => {
    const column = known.find((each) => each.name === name);
    if (column === undefined) throw wrong(place, `there is no column "${name}" in this table`, hint);
    return column;
  });
  const twice = given.find((name, index) => given.indexOf(name) !== index);
  if (twice !== undefined) throw wrong(place, `the column "${twice}" is there twice`);
  const missing = table.columns.find((each) => each.otherwise === undefined && !given.includes(each.name));
  if (missing !== undefined) throw wrong(place, `the column "${missing.name}" is missing`, hint);
  return found;
}

function readCells(
  columns: readonly Column[],
  table: FactTable,
  cells: readonly string[],
  place: string,
): Fields {
  const left = [...table.columns, ...COMMON].filter((each) => !columns.includes(each));
  const fields: Record<string, string | null> = Object.fromEntries(
    left.map(({ name, otherwise = null }) => [name, otherwise]),
  );
  try {
    for (const [index, column] of columns.entries()) fields[column.name] = readCell(column, cells[index]!);
  } catch (error) {
    if (error instanceof WrongCell) throw wrong(place, error.message);
    throw error;
  }
  return fields;
}

/** Separated as the first line is. */
async function* recordsOf(path: string): AsyncGenerator<{ line: number; cells: readonly string[] }> {
  const pieces = piecesOf(bytesOf(path), basename(path));
  const { value: first } = await pieces.next();
  if (first === undefined) return;
  const table = tableOf(first, pieces);
  for await (const record of csvRecords(table.pieces, { delimiter: delimiterIn(table) })) {
    if ('cells' in record) yield record;
    else throw wrong(`${basename(path)}:${record.line}`, record.fault, 'Write a quote in a cell as "".');
  }
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new AbtestError('not-readable', `${basename(path)} cannot be read (${code})`, { cause });
  }
}

function names(table: FactTable): string {
  return [...table.columns, ...COMMON].map(({ name }) => name).join(', ');
}

export function wrong(place: string, what: string, hint = ''): AbtestError {
  return new AbtestError('not-readable', `${place}: ${what}`, { hint });
}
