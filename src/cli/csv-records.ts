/** The records of a CSV text, streamed; a bad one is told and does not stop the good ones. */
import { once } from 'node:events';
import type { Options, Parser } from 'csv-parse';
import { cellText } from './csv.js';
import type { Piece } from './input.js';
import { FailureError, messageOf } from './trouble.js';

export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: string };

const OPTIONS: Options = {
  info: true,
  record_delimiter: ['\r\n', '\n'],
  relax_column_count: true,
  skip_empty_lines: true,
  skip_records_with_error: true,
  // A quote that never ends takes all that follows; this much of it is enough to know.
  max_record_size: 2 ** 20,
};

interface WithInfo {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Guards against formulas are taken off. A record's line is the one on which it ends. */
export async function* csvRecords(pieces: AsyncIterable<Piece>): AsyncGenerator<CsvRecord> {
  const { parse } = await import('csv-parse');
  const parser = parse(OPTIONS);
  const faults: CsvRecord[] = [];
  parser.on('skip', (error: Error & { lines?: number }) => {
    faults.push({ line: error.lines ?? 0, fault: messageOf(error) });
  });
  feed(pieces, parser).catch((error: Error) => parser.destroy(error));
  try {
    for await (const { record, info } of parser as AsyncIterable<WithInfo>) {
      yield { line: info.lines, cells: record.map(cellText) };
      yield* faults.splice(0);
    }
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw new FailureError(
      `The CSV cannot be read: ${messageOf(error)}`,
      'Look for a quote that never ends.',
    );
  }
  yield* faults;
}

/** The cells of a single line; `null` when it is no CSV. */
export async function csvCells(line: string): Promise<string[] | null> {
  const { parse } = await import('csv-parse/sync');
  try {
    return (parse(line, { relax_column_count: true })[0] as string[] | undefined) ?? [];
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
