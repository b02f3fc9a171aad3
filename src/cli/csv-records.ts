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

/** Guards against formulas are taken off. A record's line is the one on which it begins. */
export async function* csvRecords(pieces: AsyncIterable<Piece>): AsyncGenerator<CsvRecord> {
  const { parse } = await import('csv-parse');
  const faults: CsvRecord[] = [];
  let ended = 0;
  const parser = parse({
    ...OPTIONS,
    on_record: (record: string[], { lines }) => {
      ended = lines;
      return record;
    },
  });
  parser.on('skip', (error: Error & { lines?: number }) => {
    const line = ended + 1;
    ended = Math.max(line, error.lines ?? 0);
    // A wrong quote takes the lines up to the next quote with it.
    const until = ended > line ? `up to line ${ended} this is no CSV: ` : '';
    faults.push({ line, fault: `${until}${messageOf(error)}` });
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
      'Look for a quote that never ends.',
    );
  }
  yield* faults;
}

function lineEnds(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
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
