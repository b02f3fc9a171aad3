/** Exported states of learners, read row by row: CSV with a header, or one JSON object a line. */
import { createRequire } from 'node:module';
import type * as CsvParse from 'csv-parse/sync';
import { AbtestError } from '../../diagnostics/abtest-error.js';

const require = createRequire(import.meta.url);

export interface LearnerState {
  readonly learner: string;
  readonly experiment: string;
  /** The group's name; `_DEFAULT_GROUP` for the default group. */
  readonly group: string;
}

/** A row that says nothing usable. */
export interface BadRow {
  /** Counted from 1, the header included. */
  readonly line: number;
  readonly why: string;
}

export type StateRow = LearnerState | BadRow;

export function isBadRow(row: StateRow): row is BadRow {
  return 'why' in row;
}

/**
 * Rows with `learner` (or `username`), `experiment`, and either `group` or `state`, the stored JSON
 * `{"group": "…"}`. The format is told by the first character. Memory holds one row at a time.
 */
export async function* readStates(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<StateRow> {
  let header: readonly string[] | undefined;
  let isJson: boolean | undefined;
  for await (const { text, line } of recordsOf(chunks)) {
    if (text.trim() === '') continue;
    isJson ??= text.trimStart().startsWith('{');
    if (isJson) yield fromJson(text, line);
    else if (header === undefined) header = headerOf(text);
    else yield fromRecord(header, text, line);
  }
}

/** Characters; a quote that nobody closes must not swallow the file. */
const LONGEST_RECORD = 100_000;

interface TextRecord {
  readonly text: string;
  readonly line: number;
}

/** Lines; a line end inside quotes of a CSV field ends no record. */
async function* recordsOf(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<TextRecord> {
  const decoder = new TextDecoder();
  let rest = '';
  let line = 1;
  let start = 1;
  let record = '';
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const each of lines) {
      record = record === '' ? each : `${record}\n${each}`;
      line += 1;
      if (record.length < LONGEST_RECORD && isOpen(record)) continue;
      yield { text: record.replace(/\r$/, ''), line: start };
      record = '';
      start = line;
    }
  }
  rest += decoder.decode();
  const last = record === '' ? rest : `${record}\n${rest}`;
  if (last !== '') yield { text: last.replace(/\r$/, ''), line: start };
}

function isOpen(record: string): boolean {
  if (!record.includes('"') || record.trimStart().startsWith('{')) return false;
  return (record.split('"').length - 1) % 2 === 1;
}

/** @throws CsvError where the quotes of the record do not fit */
function fieldsOf(text: string): readonly string[] {
  if (!text.includes('"')) return text.split(',');
  // Loaded only here: most exports have no quotes.
  const { parse } = require('csv-parse/sync') as typeof CsvParse;
  return parse(text, { record_delimiter: [], relax_column_count: true })[0] ?? [];
}

/** The names of the columns; without the two that matter every row would be in vain. */
function headerOf(text: string): readonly string[] {
  const names = headerFields(text.replace(/^\ufeff/, '')).map((name) => name.trim().toLowerCase());
  const isGood = (names.includes('learner') || names.includes('username')) && names.includes('experiment');
  if (isGood) return names;
  const hint = /[;\t]/.test(text)
    ? 'Separate the columns by commas: this file seems to use semicolons or tabs.'
    : 'The first line of a CSV names its columns: learner, experiment, and group or state.';
  throw new AbtestError('bad-argument', 'The states have no columns "learner" and "experiment"', { hint });
}

function headerFields(text: string): readonly string[] {
  try {
    return fieldsOf(text);
  } catch (cause) {
    const hint = 'Write a quote in a cell as "".';
    throw new AbtestError('bad-argument', 'The quotes in the first line of the states do not fit', {
      hint,
      cause,
    });
  }
}

function fromRecord(header: readonly string[], text: string, line: number): StateRow {
  let fields: readonly string[];
  try {
    fields = fieldsOf(text);
  } catch {
    // What csv-parse says speaks of its options.
    return { line, why: 'the quotes of this row do not fit' };
  }
  const row = new Map(header.map((name, index) => [name, fields[index]]));
  return toState((name) => row.get(name), line);
}

function fromJson(text: string, line: number): StateRow {
  try {
    const row = JSON.parse(text) as Record<string, unknown>;
    return toState((name) => (Object.hasOwn(row, name) ? row[name] : undefined), line);
  } catch {
    return { line, why: 'this line is not JSON' };
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
