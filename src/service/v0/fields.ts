/** The fields of one row as they may come over HTTP: as the library reads them, with an end to how long a value is. */
import { readFields } from '../../index.js';

/** Characters. A page of a hundred rows is put together in memory. */
export const LONGEST_VALUE = 65_536;

export const readRow: typeof readFields = (input, options) => {
  const read = readFields(input, options);
  if (read.errors !== null || (read.fields.value?.length ?? 0) <= LONGEST_VALUE) return read;
  const message = `Ensure this field has no more than ${LONGEST_VALUE} characters.`;
  return { fields: null, errors: { value: [message] } };
};
