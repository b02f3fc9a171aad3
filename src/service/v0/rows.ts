/** Rows in v0: Open edX's fields, in its order; validated as in the library, up to a length. */

import { type ExperimentData, type ExperimentKeyValue, readDataFields } from '../../index.js';
import { LONGEST_NUMBER } from './bodies.js';

/** UTF-16 code units. A page of a hundred rows is assembled in memory. */
export const MOST_VALUE_CHARACTERS = 65_536;

export const readRow: typeof readDataFields = (input, options) => {
  const read = readDataFields(input, options);
  const { experiment_id: id } = input;
  if (read.errors?.experiment_id && typeof id === 'string' && id.length > LONGEST_NUMBER) {
    return { fields: null, errors: { ...read.errors, experiment_id: ['String value too large.'] } };
  }
  if (read.errors !== null || (read.fields.value?.length ?? 0) <= MOST_VALUE_CHARACTERS) return read;
  const message = `Ensure this field has no more than ${MOST_VALUE_CHARACTERS} characters.`;
  return { fields: null, errors: { value: [message] } };
};

export function dataOnTheWire(row: ExperimentData) {
  const { id, experiment_id, user, key, value } = row;
  return { id, experiment_id, user, key, value, ...dates(row) };
}

export function keyValueOnTheWire(row: ExperimentKeyValue) {
  const { id, experiment_id, key, value } = row;
  return { id, experiment_id, key, value, ...dates(row) };
}

function dates({ created, modified }: ExperimentKeyValue) {
  return { created: instant(created), modified: instant(modified) };
}

/** As Python prints it: six digits after the second, or none when they are all zeros. */
function instant(date: Date): string {
  const text = date.toISOString();
  return text.endsWith('.000Z') ? text.replace('.000Z', 'Z') : text.replace('Z', '000Z');
}
