/** The errors that a store throws about what it was given, the same on every engine. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import type { DataFields, KeyValueFields } from './data-store.js';

/** For a text, date or number that no store takes. */
export function refused(message: string): AbtestError {
  return new AbtestError('bad-argument', message, { hint: 'Nothing was stored.' });
}

/** For a row whose unique columns another row has. */
export function taken(row: KeyValueFields & Partial<DataFields>): AbtestError {
  const user = row.user === undefined ? '' : `user "${row.user}", `;
  const fields = row.user === undefined ? 'experiment_id, key' : 'user, experiment_id, key';
  return new AbtestError(
    'conflict',
    `there is already a row of ${user}experiment_id ${row.experiment_id}, key "${row.key}"`,
    { hint: `The fields ${fields} must make a unique set.` },
  );
}

/** For a row that is no longer as the writer read it. */
export function overtaken(what: string): AbtestError {
  return new AbtestError('conflict', `${what} was changed by somebody else in the meantime`, {
    hint: 'Read it again, and then decide.',
  });
}
