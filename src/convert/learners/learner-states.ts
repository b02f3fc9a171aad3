/** Exported states of learners, read row by row: CSV with a header, or one JSON object a line. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { type CsvRecord, columnName, csvRecords } from '../../tables/csv.js';
import { isJsonLines, jsonRecords } from '../../tables/json-lines.js';
import { again, type Piece, piecesOf } from '../../tables/pieces.js';

export interface LearnerState {
  readonly learner: string;
  readonly experiment: string;
  /** The group's name; `_DEFAULT_GROUP` for the default group. */
  readonly group: string;
}

/** A row without a usable value. */
export interface BadStateRow {
  /** Counted from 1, the header included. */
  readonly line: number;
  readonly why: string;
}

export type StateRow = LearnerState | BadStateRow;

export function isBadRow(row: StateRow): row is BadStateRow {
  return 'why' in row;
}

/** Characters. A quote that is never closed would otherwise make one record of the rest of the file. */
const LONGEST_RECORD = 100_000;

/**
 * Rows with `learner` (or `username`), `experiment`, and either `group` or `state`, the stored JSON
 * `{"group": "…"}`. The first character decides the format. Memory holds a few rows at a time.
 * @throws AbtestError `bad-argument` without the columns; `not-readable` for a text that is not UTF-8
 * @example
 * async function* lines() {
 *   yield 'learner,experiment,group\nada,E,a\n';
 * }
 * for await (const row of readLearnerStates(lines())) console.log('why' in row ? row.why : row.group); // → a
 */
export async function* readLearnerStates(
  chunks: AsyncIterable<string | Uint8Array>,
): AsyncGenerator<StateRow> {
  const pieces = piecesOf(bytesOf(chunks), 'the states');
  const { value: first } = await pieces.next();
  if (first === undefined) return;
  yield* isJsonLines(first) ? fromJson(again(first, pieces)) : fromCsv(again(first, pieces));
}

async function* bytesOf(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

async function* fromCsv(pieces: AsyncIterable<Piece>): AsyncGenerator<StateRow> {
  let header: readonly string[] | undefined;
  for await (const record of csvRecords(pieces, { longestRecord: LONGEST_RECORD })) {
    if (header === undefined) header = headerOf(record);
    else if ('fault' in record) yield { line: record.line, why: record.fault };
    else if (record.cells.some((cell) => cell.trim() !== '')) {
      const row = new Map(header.map((name, index) => [name, record.cells[index]]));
      yield toState((name) => row.get(name), record.line);
    }
  }
}

/** The names of the columns; without the two that matter every row would be in vain. */
function headerOf(record: CsvRecord): readonly string[] {
  if ('fault' in record)
    throw new AbtestError('bad-argument', `The first line of the states cannot be read: ${record.fault}`, {
      hint: 'Write a quote in a cell as "".',
    });
  const names = record.cells.map(columnName);
  const isGood = (names.includes('learner') || names.includes('username')) && names.includes('experiment');
  if (isGood) return names;
  const hint = record.cells.some((cell) => /[;\t]/.test(cell))
    ? 'Separate the columns by commas: this file seems to use semicolons or tabs.'
    : 'The first line of a CSV names its columns: learner, experiment, and group or state.';
  throw new AbtestError('bad-argument', 'The states have no columns "learner" and "experiment"', { hint });
}

async function* fromJson(pieces: AsyncIterable<Piece>): AsyncGenerator<StateRow> {
  for await (const record of jsonRecords(pieces)) {
    if ('fault' in record) yield { line: record.line, why: record.fault };
    else
      yield toState(
        (name) => (Object.hasOwn(record.fields, name) ? record.fields[name] : undefined),
        record.line,
      );
  }
}

function toState(field: (name: string) => unknown, line: number): StateRow {
  const learner = field('learner') ?? field('username');
  const experiment = field('experiment');
  const written = field('group');
  const state = field('state');
  const group = written === undefined || written === '' ? (groupOf(state) ?? written) : written;
  if (typeof learner !== 'string' || learner === '') return { line, why: 'there is no learner' };
  if (typeof experiment !== 'string') return { line, why: 'there is no experiment' };
  if (typeof group !== 'string' || (group === '' && state))
    return { line, why: state ? 'the state is not {"group": "…"}' : 'there is no group' };
  return { learner, experiment, group };
}

/** The original's shared state: `{"group": "…"}`. */
function groupOf(state: unknown): unknown {
  if (typeof state !== 'string') return (state as { group?: unknown } | null | undefined)?.group;
  try {
    return (JSON.parse(state) as { group?: unknown } | null)?.group;
  } catch {
    return undefined;
  }
}
