/** What the stores say when a row is in the way. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { DataFields, KeyValueFields } from '../data-store.js';

export function taken(row: KeyValueFields & Partial<DataFields>): AbtestError {
  const user = row.user === undefined ? '' : `user "${row.user}", `;
  const fields = row.user === undefined ? 'experiment_id, key' : 'user, experiment_id, key';
  return new AbtestError(
    'conflict',
    `there is already a row of ${user}experiment_id ${row.experiment_id}, key "${row.key}"`,
    { hint: `The fields ${fields} must make a unique set.` },
  );
}

export function overtaken(what: string): AbtestError {
  return new AbtestError('conflict', `${what} was changed by somebody else in the meantime`, {
    hint: 'Read it again, and then decide.',
  });
}
