/** Validates the fields of experiment data, with the error texts of Open edX's API for each invalid input. */
import { LARGEST_EXPERIMENT_ID } from '../flags/flag.js';
import { charactersOf, MOST_DATA_KEY_CHARACTERS } from '../storage/limits.js';

const REQUIRED = 'This field is required.';
const NULL = 'This field may not be null.';
const BLANK = 'This field may not be blank.';
const NO_INTEGER = 'A valid integer is required.';
const NO_STRING = 'Not a valid string.';

/** What Python's `strip` removes. */
const WHITE_SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const BLANK_CHARACTER = new RegExp(WHITE_SPACE);
/** What Python's `int` accepts, after a trailing `.0` is removed. */
const INTEGER = new RegExp(`^${WHITE_SPACE}*([+-]?\\d{1,1000})(?:\\.0*)?${WHITE_SPACE}*$`);

export type FieldErrors = Readonly<Record<string, readonly string[]>>;
export type FieldsRead<Fields> =
  | { readonly fields: Fields; readonly errors: null }
  | { readonly fields: null; readonly errors: FieldErrors };

type Read<Value> = { readonly value: Value } | { readonly error: string };

/** `undefined` means a missing field; strings and numbers are accepted, nothing else. */
export function readExperimentId(input: unknown): Read<number> {
  if (input === undefined) return { error: REQUIRED };
  if (input === null) return { error: NULL };
  const text =
    typeof input === 'number' || typeof input === 'string' ? INTEGER.exec(String(input))?.[1] : undefined;
  if (text === undefined) return { error: NO_INTEGER };
  const value = Number(text);
  if (value < 0) return { error: 'Ensure this value is greater than or equal to 0.' };
  if (value > LARGEST_EXPERIMENT_ID) {
    return { error: `Ensure this value is less than or equal to ${LARGEST_EXPERIMENT_ID}.` };
  }
  // Turns -0 into 0.
  return { value: value + 0 };
}

export function readDataKey(input: unknown): Read<string> {
  const read = readDataValue(input);
  if ('error' in read || charactersOf(read.value) <= MOST_DATA_KEY_CHARACTERS) return read;
  return { error: `Ensure this field has no more than ${MOST_DATA_KEY_CHARACTERS} characters.` };
}

/** Strings without surrounding white space; numbers as strings. @tested with values that come as fields of a request only. */
export function readDataValue(input: unknown): Read<string> {
  if (input === undefined) return { error: REQUIRED };
  if (input === null) return { error: NULL };
  if (typeof input !== 'string' && typeof input !== 'number') return { error: NO_STRING };
  const value = strip(String(input));
  if (value === '') return { error: BLANK };
  if (value.includes('\0')) return { error: 'Null characters are not allowed.' };
  const surrogate = /\p{Surrogate}/u.exec(value)?.[0];
  if (surrogate === undefined) return { value };
  const code = surrogate.charCodeAt(0).toString(16).toUpperCase();
  return { error: `Surrogate characters are not allowed: U+${code}.` };
}

/** A loop: a pattern for trailing white space would try each space in the middle, in quadratic time. */
function strip(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && BLANK_CHARACTER.test(text[start]!)) start += 1;
  while (end > start && BLANK_CHARACTER.test(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
}

const READERS = { experiment_id: readExperimentId, key: readDataKey, value: readDataValue };

/**
 * All three fields, or all errors. With `partial` fields may be missing, and are then left out.
 * @example
 * console.log(readDataFields({ experiment_id: '7', key: 'seen' }).errors); // → { value: [ 'This field is required.' ] }
 */
export function readDataFields(
  input: Readonly<Record<string, unknown>>,
  options: { readonly partial?: boolean } = {},
): FieldsRead<{ experiment_id: number; key: string; value: string }> {
  const fields: Record<string, unknown> = {};
  const errors: Record<string, string[]> = {};
  for (const [name, reader] of Object.entries(READERS)) {
    const given = Object.hasOwn(input, name) ? input[name] : undefined;
    if (given === undefined && options.partial) continue;
    const read = reader(given);
    if ('error' in read) errors[name] = [read.error];
    else fields[name] = read.value;
  }
  if (Object.keys(errors).length > 0) return { fields: null, errors };
  return { fields: fields as { experiment_id: number; key: string; value: string }, errors: null };
}
