/** What a store takes as facts: one rule for every engine. */
import { acceptInstant, acceptText, REFUSED } from './accepted.js';
import type { FactFilter, FactRow } from './fact-store.js';
import { MOST_KEY_BYTES, MOST_UPSERT_ROWS, MOST_VALUE_UNITS } from './limits.js';
import { refused } from './refusals.js';

export function acceptFacts(rows: readonly FactRow[]): void {
  if (rows.length > MOST_UPSERT_ROWS) {
    throw refused(`${rows.length} rows are more than ${MOST_UPSERT_ROWS} at once`);
  }
  for (const row of rows) acceptFact(row);
}

export function acceptFactFilter(filter: FactFilter): void {
  for (const [name, text] of Object.entries(filter)) if (text !== undefined) acceptText(name, text);
}

/** The empty learner has the facts of courses, which are not erased with a learner. */
export function acceptLearner(learner: string): void {
  acceptText('learner', learner);
  if (learner === '') throw refused('learner is empty');
}

function acceptFact({ learner, kind, course, item, alias, modified, document }: FactRow): void {
  for (const [name, text] of Object.entries({ learner, kind, course, item })) acceptText(name, text);
  const bytes = Buffer.byteLength(learner + kind + course + item);
  if (bytes > MOST_KEY_BYTES) {
    throw refused(`the key of a fact has ${bytes} bytes; a store takes up to ${MOST_KEY_BYTES}`);
  }
  if (alias !== null) {
    acceptText('alias', alias);
    if (Buffer.byteLength(alias) > MOST_KEY_BYTES)
      throw refused(`alias has more than ${MOST_KEY_BYTES} bytes`);
  }
  acceptInstant('modified', modified);
  if (document === null) return;
  if (document.length > MOST_VALUE_UNITS)
    throw refused(`a fact has more than ${MOST_VALUE_UNITS} characters`);
  if (REFUSED.test(document)) throw refused('a fact has a NUL character or half of a surrogate pair in it');
}
