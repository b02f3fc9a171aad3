/** CSV, read as a stream of records in which a bad record does not affect the others. */
import type { CsvError, Options } from 'csv-parse/sync';
import { cellText } from './csv-cells.js';
import type { Piece } from './pieces.js';

export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: string };

/** Characters. An unterminated quote extends to the end of the file; this much of it is enough to detect it. */
const LONGEST_RECORD = 2 ** 20;

/** The messages of csv-parse refer to its options. */
const SENTENCES: Readonly<Record<string, string>> = {
  CSV_INVALID_CLOSING_QUOTE: 'a quoted cell continues after its closing quote',
  INVALID_OPENING_QUOTE: 'an unquoted cell contains a quote',
};

interface CsvOptions {
  readonly delimiter?: string;
  /** Characters; default 1,048,576. */
  readonly longestRecord?: number;
}

/** Formula guards are removed. The line of a record is the one on which it begins; empty lines are passed over. */
export async function* csvRecords(
  pieces: AsyncIterable<Piece>,
  { delimiter = ',', longestRecord = LONGEST_RECORD }: CsvOptions = {},
): AsyncGenerator<CsvRecord> {
  const records = new RecordTexts(delimiter, longestRecord);
  const parsed = await quotedReader(delimiter);
  for await (const { text } of pieces)
    yield* records.of(text).map((each) => recordOf(each, delimiter, parsed));
  yield* records.end();
}

interface RecordText {
  readonly line: number;
  readonly text: string;
}

/** Cuts a text into records: a line end inside quotes ends none. */
class RecordTexts {
  #line = 1;
  #start = 1;
  #open: string[] = [];
  #length = 0;

  constructor(
    readonly delimiter: string,
    readonly longest: number,
  ) {}

  /** @param piece whole lines */
  of(piece: string): (RecordText | CsvRecord)[] {
    const found: (RecordText | CsvRecord)[] = [];
    const lines = piece.split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const each of lines) {
      this.#line += 1;
      const isOpen = endsOpen(each, this.delimiter, this.#open.length > 0);
      if (isOpen) {
        this.#open.push(each);
        this.#length += each.length + 1;
        if (this.#length > this.longest) found.push(...this.end());
        continue;
      }
      const text = (this.#open.length > 0 ? [...this.#open, each].join('\n') : each).replace(/\r$/, '');
      if (text !== '') found.push({ line: this.#start, text });
      this.#next();
    }
    return found;
  }

  /** A record whose quote is not closed. */
  end(): CsvRecord[] {
    const [line, last] = [this.#start, this.#line - 1];
    if (this.#open.length === 0) return [];
    this.#next();
    const until = last > line ? ` (lines ${line} to ${last} are not read)` : '';
    return [{ line, fault: `a quote is not closed${until}` }];
  }

  #next(): void {
    this.#open = [];
    this.#length = 0;
    this.#start = this.#line;
  }
}

/** Whether a line ends within quotes. A quote opens a cell only where the cell begins. */
function endsOpen(line: string, delimiter: string, wasOpen: boolean): boolean {
  let isOpen = wasOpen;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) {
    if (!isOpen) isOpen = at === 0 || line[at - 1] === delimiter;
    else if (line[at + 1] === '"') at += 1;
    else isOpen = false;
  }
  return isOpen;
}

type QuotedReader = (text: string) => readonly string[];

async function quotedReader(delimiter: string): Promise<QuotedReader> {
  const { parse } = await import('csv-parse/sync');
  const options: Options = { delimiter, record_delimiter: '\n', relax_column_count: true };
  return (text) => (parse(text, options)[0] as readonly string[] | undefined) ?? [];
}

function recordOf(record: RecordText | CsvRecord, delimiter: string, parsed: QuotedReader): CsvRecord {
  if (!('text' in record)) return record;
  const { line, text } = record;
  if (!text.includes('"')) return { line, cells: text.split(delimiter).map(cellText) };
  try {
    return { line, cells: parsed(text).map(cellText) };
  } catch (error) {
    const { code, message } = error as CsvError;
    return { line, fault: SENTENCES[code] ?? message };
  }
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

/** Spreadsheets separate columns by semicolons where the decimal separator is a comma. */
export const DELIMITERS: readonly string[] = [',', ';', '\t'];

/** The delimiter that occurs most often in the first line, quoted cells apart; a comma when there is none. */
export function delimiterOf({ text }: Piece): string {
  const header = /^[^\r\n]*/.exec(text)![0].replace(/"(?:[^"]|"")*"/g, '');
  const count = (delimiter: string): number => header.split(delimiter).length;
  return DELIMITERS.toSorted((a, b) => count(b) - count(a))[0]!;
}
