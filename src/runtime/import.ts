/** Imports assignments from elsewhere, such as an old LMS: read row by row, claimed in batches, with a result for every row. */

import { AbtestError } from '../diagnostics/abtest-error.js';
import { requireKnownOptions } from '../diagnostics/options.js';
import type { Assignment, ClaimResult, KeptPortions, Store } from '../storage/store.js';
import {
  type AssignmentImportOptions,
  type ImportFields,
  type ImportRow,
  readImportRow,
} from './import-row.js';
import { oneByOneIfRefused } from './one-by-one.js';

/** A row of a file: its fields by name, or why it could not be read. */
export type AssignmentImportRow =
  | { readonly line: number; readonly fields: ImportFields }
  | { readonly line: number; readonly fault: string };

/**
 * - `stored`: there was no assignment; now there is
 * - `known`: the same group was already stored
 * - `conflict`: another group was already stored, and is kept
 * - `refused`: the row is not a valid assignment; `why` is the reason
 * - `skipped`: the row is the state of another kind of block
 */
export type ImportedAssignment = { readonly line: number } & (
  | { readonly outcome: 'stored' | 'known' | 'skipped' }
  | { readonly outcome: 'conflict'; readonly given: Assignment; readonly stored: Assignment }
  | { readonly outcome: 'refused'; readonly why: string }
);

const BATCH = 1000;

type Read = { readonly line: number } & (ImportRow | { outcome: ImportedAssignment });

/**
 * Claims the assignments of the rows and yields a result for each row in order. A bad row stops nothing; a failing
 * store does, with AbtestError, and the whole import may then be run again.
 * @example
 * const fields = new Map([['student', 'ada'], ['key', 'E'], ['state', '{"group": "a"}']]);
 * for await (const { line, outcome } of importAssignments(store, [{ line: 1, fields }], { scope: '' })) {
 *   console.log(line, outcome); // → 1 stored
 * }
 */
export async function* importAssignments(
  store: Store,
  rows: AsyncIterable<AssignmentImportRow> | Iterable<AssignmentImportRow>,
  options: AssignmentImportOptions = {},
): AsyncGenerator<ImportedAssignment> {
  requireKnownOptions('importAssignments', options, { scope: true, now: true });
  let batch: Read[] = [];
  const keeper = new PortionsKeeper(store);
  for await (const row of rows) {
    batch.push(read(row, options));
    if (batch.length < BATCH) continue;
    yield* claimed(store, batch, keeper);
    batch = [];
  }
  yield* claimed(store, batch, keeper);
}

function read(row: AssignmentImportRow, options: AssignmentImportOptions): Read {
  const { line } = row;
  if ('fault' in row) return { line, outcome: { line, outcome: 'refused', why: row.fault } };
  try {
    const imported = readImportRow(row.fields, options);
    return imported === null ? { line, outcome: { line, outcome: 'skipped' } } : { line, ...imported };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { line, outcome: { line, outcome: 'refused', why: error.message } };
  }
}

/** Keeps the portions of imported assignments, each once. */
class PortionsKeeper {
  readonly #kept = new Set<string>();

  constructor(readonly store: Store) {}

  async keep(portions: KeptPortions): Promise<void> {
    const name = `${portions.scope}\0${portions.experiment}\0${portions.id}`;
    if (this.#kept.has(name)) return;
    await this.store.keepPortions([portions]);
    this.#kept.add(name);
  }
}

async function* claimed(
  store: Store,
  batch: readonly Read[],
  keeper: PortionsKeeper,
): AsyncGenerator<ImportedAssignment> {
  const assignments = batch.flatMap((each) => ('assignment' in each ? [each.assignment] : []));
  const answers = await oneByOneIfRefused(
    assignments,
    (all) => store.claimMany(all),
    (one) => store.claim(one),
  );
  const claims = answers[Symbol.iterator]();
  for (const each of batch) {
    const { line } = each;
    if ('outcome' in each) yield each.outcome;
    else {
      const claim = claims.next().value!;
      // Kept once a row with them was accepted; until then their id counts as the oldest portions.
      if (each.portions !== null && !(claim instanceof AbtestError)) await keeper.keep(each.portions);
      yield claim instanceof AbtestError
        ? { line, outcome: 'refused', why: claim.message }
        : outcomeOf(line, each.assignment, claim);
    }
  }
}

function outcomeOf(line: number, given: Assignment, { stored, won }: ClaimResult): ImportedAssignment {
  if (won) return { line, outcome: 'stored' };
  return stored.group === given.group
    ? { line, outcome: 'known' }
    : { line, outcome: 'conflict', given, stored };
}
