/** Validation of facts: one rule for every engine. */
import { acceptInstant, acceptText, REFUSED } from './accepted.js';
import type { FactFilter, FactRow } from './fact-store.js';
import { MOST_KEY_BYTES, MOST_UPSERT_ROWS, MOST_VALUE_UNITS } from './limits.js';
import { refused } from './refusals.js';

export function acceptFacts(rows: readonly FactRow[]): void {
  if (rows.length > MOST_UPSERT_ROWS) {
    throw refused(`The call has ${rows.length} rows; at most ${MOST_UPSERT_ROWS} are allowed`);
  }
  for (const row of rows) acceptFact(row);
}

export function acceptFactFilter(filter: FactFilter): void {
  for (const [name, text] of Object.entries(filter)) if (text !== undefined) acceptText(name, text);
}

/** Facts with an empty learner belong to all learners, and are not erased with one. */
export function acceptLearner(learner: string): void {
  acceptText('learner', learner);
  if (learner === '') throw refused('The field learner is empty');
}

function acceptFact({ learner, kind, course, item, alias, modified, document }: FactRow): void {
  for (const [name, text] of Object.entries({ learner, kind, course, item })) acceptText(name, text);
  const bytes = Buffer.byteLength(learner + kind + course + item);
  if (bytes > MOST_KEY_BYTES) {
    throw refused(`The key of the fact has ${bytes} bytes; at most ${MOST_KEY_BYTES} are allowed`);
  }
  if (alias !== null) {
    acceptText('alias', alias);
    if (Buffer.byteLength(alias) > MOST_KEY_BYTES)
      throw refused(`The field alias has more than ${MOST_KEY_BYTES} bytes`);
  }
  acceptInstant('modified', modified);
  if (document === null) return;
  if (document.length > MOST_VALUE_UNITS)
    throw refused(`The fact has more than ${MOST_VALUE_UNITS} characters`);
  if (REFUSED.test(document)) throw refused('The fact has a NUL character or a lone surrogate');
}
