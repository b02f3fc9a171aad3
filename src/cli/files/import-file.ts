/** Reads the rows of a file of assignments: CSV with a header, or one JSON object per line. */
import type { AssignmentImportRow } from '../../index.js';
import {
  again,
  columnName,
  csvRecords,
  delimiterIn,
  isJsonLines,
  jsonRecords,
  type Piece,
  tableOf,
} from '../../internal/content.js';
import { FailureError } from '../process/cli-errors.js';
import { nameOf, piecesOf } from './input.js';
import { readDelimiter } from './table-shape.js';

export const IMPORT_FORMATS = ['csv', 'jsonl'] as const;
type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** @throws FailureError when the file cannot be read, or has none of the columns that an import needs */
export async function* importRows(
  path: string,
  format: ImportFormat | undefined,
  given?: string,
): AsyncGenerator<AssignmentImportRow> {
  const pieces = piecesOf(path);
  const { value: first } = await pieces.next();
  if (first === undefined) throw new FailureError(`${nameOf(path)} is empty`);
  const isJson = format === undefined ? isJsonLines(first) : format === 'jsonl';
  if (isJson) yield* jsonRows(again(first, pieces));
  else {
    const table = tableOf(first, pieces);
    const delimiter = readDelimiter(given) || delimiterIn(table);
    yield* csvRows(table.pieces, path, delimiter);
  }
}

async function* csvRows(
  pieces: AsyncIterable<Piece>,
  path: string,
  delimiter: string,
): AsyncGenerator<AssignmentImportRow> {
  let header: readonly string[] | null = null;
  for await (const record of csvRecords(pieces, { delimiter })) {
    if ('fault' in record) yield record;
    else if (record.cells.every((each) => each.trim() === '')) continue;
    else if (header === null) {
      header = record.cells.map(columnName);
      if (!header.some((name) => ['group', 'state'].includes(name)))
        throw new FailureError(
          `${nameOf(path)} has no column "group" or "state"`,
          'Write the names of the columns in its first line: learner,experiment,group, for example.',
        );
    } else if (record.cells.length !== header.length) {
      const fault = `there are ${record.cells.length} cells for ${header.length} columns`;
      yield { line: record.line, fault };
    } else {
      const { line, cells } = record;
      yield { line, fields: new Map(header.map((name, index) => [name, cells[index]])) };
    }
  }
}

async function* jsonRows(pieces: AsyncIterable<Piece>): AsyncGenerator<AssignmentImportRow> {
  for await (const record of jsonRecords(pieces)) {
    if ('fault' in record) yield record;
    else yield { line: record.line, fields: new Map(Object.entries(record.fields)) };
  }
}
