/**
 * CSV: read as a stream of records, in which a bad record does not affect the others, and written by RFC 4180, escaped
 * so that no spreadsheet interprets a name as a formula.
 */
import { once } from 'node:events';
import type { Options, Parser } from 'csv-parse';
import { FailureError, messageOf } from '../process/cli-errors.js';
import type { Piece } from './input.js';

type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: string };

const OPTIONS: Options = {
  info: true,
  record_delimiter: ['\r\n', '\n'],
  relax_column_count: true,
  skip_empty_lines: true,
  skip_records_with_error: true,
  // An unterminated quote extends to the end of the file; this much of it is enough to detect it.
  max_record_size: 2 ** 20,
};

/** The messages of csv-parse refer to its options. */
const SENTENCES: Readonly<Record<string, string>> = {
  CSV_INVALID_CLOSING_QUOTE: 'a quoted cell continues after its closing quote',
  CSV_INVALID_OPENING_QUOTE: 'an unquoted cell contains a quote',
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed',
};

interface WithInfo {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Formula guards are removed. The line of a record is the one on which it begins. */
export async function* csvRecords(pieces: AsyncIterable<Piece>, delimiter = ','): AsyncGenerator<CsvRecord> {
  const { parse } = await import('csv-parse');
  const faults: CsvRecord[] = [];
  let ended = 0;
  const parser = parse({
    ...OPTIONS,
    delimiter,
    on_record: (record: string[], { lines }) => {
      ended = lines;
      return record;
    },
  });
  parser.on('skip', (error: Error & { code?: string; lines?: number }) => {
    const line = ended + 1;
    ended = Math.max(line, error.lines ?? 0);
    // A wrong quote swallows the lines up to the next quote.
    const until = ended > line ? ` (lines ${line} to ${ended} are not read)` : '';
    faults.push({ line, fault: `${SENTENCES[error.code ?? ''] ?? messageOf(error)}${until}` });
  });
  feed(pieces, parser).catch((error: Error) => parser.destroy(error));
  try {
    for await (const { record, info } of parser as AsyncIterable<WithInfo>) {
      yield* faults.splice(0);
      yield { line: info.lines - lineEnds(record), cells: record.map(cellText) };
    }
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw new FailureError(
      `The CSV cannot be read: ${messageOf(error)}`,
      'Check for a quote that is not closed.',
    );
  }
  yield* faults;
}

function lineEnds(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}

/** A column's name for lookup: files also contain variants such as `Username `. */
export function columnName(cell: string): string {
  return cell.trim().toLowerCase();
}

/** The cells of a single line; `null` when it is not CSV. */
export async function csvCells(line: string, delimiter: string): Promise<string[] | null> {
  const { parse } = await import('csv-parse/sync');
  try {
    return (parse(line, { delimiter, relax_column_count: true })[0] as string[] | undefined) ?? [];
  } catch {
    return null;
  }
}

async function feed(pieces: AsyncIterable<Piece>, parser: Parser): Promise<void> {
  for await (const { text } of pieces) {
    if (!parser.write(text)) await once(parser, 'drain');
  }
  parser.end();
}

/** What spreadsheets execute. Leading quotes are included, so that a guard can always be distinguished from the text. */
const RUNS = /^'*[=+\-@\t\r]/;
const GUARDED = /^'+[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** One line with its line end. `cellText` removes the guards. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\n`;
}

/**
 * A cell's text without the guard that `csvLine` added.
 * @tested the tests compare it with cells as a spreadsheet splits them
 */
export function cellText(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}

function cell(text: string): string {
  const safe = RUNS.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
