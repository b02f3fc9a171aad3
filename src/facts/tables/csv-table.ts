/** Reads one CSV file of facts, row by row; what is wrong is an error with its file and line. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CsvError } from 'csv-parse';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { FactRow } from '../../storage/store.js';
import { COMMON, type Column, type Fields, readCell, WrongCell } from './columns.js';
import type { FactTable } from './tables.js';

/** Characters: a quote that is never closed takes all that follows; this much of it is enough to know. */
const LONGEST_RECORD = 2 ** 20;

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * @param now when a row without a date of its own counts as modified
 * @throws AbtestError `not-readable` with file and line
 */
export async function* csvTable(path: string, table: FactTable, now: Date): AsyncGenerator<FactRow> {
  const file = basename(path);
  let columns: readonly Column[] | null = null;
  let position = 0;
  for await (const { line, cells } of csvRecords(path)) {
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

/** Comma or semicolon, as the first line has it; a byte order mark is passed over. */
async function* csvRecords(path: string): AsyncGenerator<{ line: number; cells: readonly string[] }> {
  const { parse } = await import('csv-parse');
  const texts = decoded(path);
  const first = (await texts.next()).value ?? '';
  const [header = ''] = first.split(/\r?\n/, 1);
  const parser = parse({
    info: true,
    delimiter: header.includes(',') || !header.includes(';') ? ',' : ';',
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
  });
  const source = Readable.from(
    (async function* () {
      yield first;
      yield* texts;
    })(),
  );
  pipeline(source, parser).catch((error: Error) => parser.destroy(error));
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      const inside = record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
      yield { line: info.lines - inside, cells: record };
    }
  } catch (error) {
    const { code = '', lines } = error as CsvError;
    if (!code.startsWith('CSV_')) throw error;
    throw wrong(
      `${basename(path)}:${lines}`,
      'the quotes of this line do not fit',
      'Write a quote in a cell as "".',
    );
  }
}

async function* decoded(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      const text = decoder.decode(chunk, { stream: true });
      if (text !== '') yield text;
    }
    decoder.decode();
  } catch (cause) {
    if (cause instanceof TypeError)
      throw wrong(basename(path), 'the file is not in UTF-8', 'Save it as CSV in UTF-8.');
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
