/** The errors that a store throws for invalid arguments and conflicts, the same on every engine. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import type { DataFields, DataQuota, KeyValueFields } from './data-store.js';

/** For a text, date or number that no store accepts. */
export function refused(message: string): AbtestError {
  return new AbtestError('bad-argument', message, { hint: 'Nothing was stored.' });
}

/** For a row whose unique columns another row has. */
export function taken(row: KeyValueFields & Partial<DataFields>): AbtestError {
  const user = row.user === undefined ? '' : `user "${row.user}", `;
  const fields = row.user === undefined ? 'experiment_id, key' : 'user, experiment_id, key';
  return new AbtestError(
    'conflict',
    `There is already a row with ${user}experiment_id ${row.experiment_id}, key "${row.key}"`,
    { hint: `The fields ${fields} must make a unique set.` },
  );
}

/** What a row counts for in a quota. */
export function bytesOf({ key, value }: KeyValueFields): number {
  return Buffer.byteLength(key) + Buffer.byteLength(value);
}

/** For a write after which a learner would have more than the quota. */
export function overQuota({ rows, bytes }: DataQuota, used: DataQuota): AbtestError {
  const what = used.rows > rows ? `more than ${rows} rows` : `more than ${bytes} bytes of keys and values`;
  return new AbtestError('quota-exceeded', `The user would have ${what} of experiment data`, {
    hint: 'Delete rows that are not needed any more.',
  });
}

/** For a row that was changed since the writer read it. */
export function overtaken(what: string): AbtestError {
  return new AbtestError('conflict', `${what} was changed by another writer in the meantime`, {
    hint: 'Read it again before you retry.',
  });
}
