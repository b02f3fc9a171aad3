/** Opens a file of outcomes or groups and recognises what it is by its first lines. */
import { basename } from 'node:path';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { type CsvRecord, columnName, csvRecords } from '../../tables/csv.js';
import { isJsonLines, jsonRecords } from '../../tables/json-lines.js';
import { again, type Piece, piecesOf } from '../../tables/pieces.js';
import { delimiterIn, tableOf } from '../../tables/table-shape.js';
import { bytesOf, type OnBytes, STDIN } from './bytes.js';

/** One row: a cell by the name of its column. */
export interface Row {
  readonly line: number;
  cell(column: string): unknown;
}

/** `log`: events; `responses`: Open edX's problem responses; `table`: any other table of learners. */
export type Source =
  | { readonly kind: 'log'; readonly name: string; readonly pieces: AsyncIterable<Piece> }
  | (TableSource & { readonly kind: 'table' })
  | (TableSource & { readonly kind: 'responses' });

export interface TableSource {
  readonly name: string;
  /** As written; of JSON lines the keys in the first lines. */
  readonly columns: readonly string[];
  readonly hasDecimalComma: boolean;
  rows(): AsyncIterable<Row>;
}

/** Bytes; an event holds the answers of a learner. */
const MOST_EVENT_BYTES = 2 ** 25;

/**
 * @throws AbtestError `not-found`, `not-readable`, with the name of the file
 */
export async function openSource(path: string, onBytes?: OnBytes): Promise<Source> {
  const name = path === STDIN ? 'standard input' : basename(path);
  const pieces = piecesOf(bytesOf(path, onBytes), name, { mostLineBytes: MOST_EVENT_BYTES, isLenient: true });
  const { value: first } = await pieces.next();
  if (first === undefined) throw new AbtestError('not-readable', `${name} is empty`);
  const all = again(first, pieces);
  if (isLog(first)) return { kind: 'log', name, pieces: all };
  if (first.text.includes('\0'))
    throw new AbtestError('not-readable', `${name} is not a text file`, {
      hint: 'Give CSV in UTF-8, JSON lines, or a tracking log.',
    });
  if (/^\s*\[\s*[{[\]]/.test(first.text))
    throw new AbtestError('not-readable', `${name} is a JSON list, not JSON lines`, {
      hint: 'Write one object a line.',
    });
  return isJsonLines(first) ? jsonTable(name, first, all) : csvTable(name, first, pieces);
}

/** Some collectors put a date before each event. */
function isLog({ text }: Piece): boolean {
  const line = text.slice(0, text.indexOf('\n') >>> 0);
  return line.includes('{') && /"event_(?:type|source)"\s*:/.test(line);
}

async function jsonTable(name: string, first: Piece, pieces: AsyncIterable<Piece>): Promise<Source> {
  const keys = new Map<string, string>();
  for await (const record of jsonRecords(oneOf(first))) {
    if ('fields' in record) for (const key of Object.keys(record.fields)) keys.set(columnName(key), key);
  }
  return {
    kind: 'table',
    name,
    columns: [...keys.values()],
    hasDecimalComma: false,
    async *rows() {
      for await (const record of jsonRecords(pieces)) {
        if ('fault' in record) throw faultIn(name, record.line, `it is ${record.fault}`);
        const cells = new Map(Object.entries(record.fields).map(([key, cell]) => [columnName(key), cell]));
        yield { line: record.line, cell: (column) => cells.get(columnName(column)) };
      }
    },
  };
}

async function csvTable(name: string, first: Piece, pieces: AsyncIterable<Piece>): Promise<Source> {
  const table = tableOf(first, pieces);
  const delimiter = delimiterIn(table);
  const records = csvRecords(table.pieces, { delimiter });
  const { value: header } = (await records.next()) as IteratorResult<CsvRecord, undefined>;
  if (header === undefined) throw new AbtestError('not-readable', `${name} is empty`);
  if ('fault' in header) throw faultIn(name, header.line, header.fault);
  const columns = header.cells.map((cell) => cell.trim());
  const places = new Map(columns.map((column, place) => [columnName(column), place]));
  const isResponses = places.has('block_key') && places.has('state');
  return {
    kind: isResponses ? 'responses' : 'table',
    name,
    columns,
    hasDecimalComma: delimiter === ';',
    async *rows() {
      for await (const record of records) {
        if ('fault' in record) throw faultIn(name, record.line, record.fault);
        const { line, cells } = record;
        if (cells.length > columns.length)
          throw faultIn(name, line, `there are ${cells.length} cells for ${columns.length} columns`);
        yield { line, cell: (column) => cells[places.get(columnName(column)) ?? -1] };
      }
    },
  };
}

function faultIn(name: string, line: number, fault: string): AbtestError {
  return new AbtestError('not-readable', `Line ${line} of ${name} cannot be read: ${fault}`);
}

async function* oneOf(piece: Piece): AsyncGenerator<Piece> {
  yield piece;
}

/** The columns with this name; spaces around it and capitals make no difference. */
export function columnsNamed({ columns }: TableSource, name: string): readonly string[] {
  return columns.filter((each) => columnName(each) === columnName(name));
}
