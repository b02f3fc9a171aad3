/**
 * How much a store takes: the one home of these limits. Each name says what is counted: bytes are those of UTF-8,
 * characters are code points, units are UTF-16 code units (`text.length`).
 */

/** Of a scope, experiment, learner, context, group, strategy or flag. */
export const MOST_TEXT_UNITS = 1000;
/**
 * Of scope, experiment, learner and context together: a PostgreSQL index row holds 2,704 bytes, its own headers
 * included.
 */
export const MOST_KEY_BYTES = 2400;

/** Of the key of experiment data and key-values, as in Open edX. */
export const MOST_DATA_KEY_CHARACTERS = 255;
/** Of the user of experiment data: with the longest key of 4 bytes a character it fits into an index row. */
export const MOST_DATA_USER_BYTES = MOST_KEY_BYTES - MOST_DATA_KEY_CHARACTERS * 4;
/** Of the value of experiment data and key-values, and of the note of a flag. */
export const MOST_VALUE_UNITS = 1_000_000;
/** Of the reason of a change, as Open edX's column `history_change_reason`. */
export const MOST_REASON_CHARACTERS = 100;
/** Of the name of a flag: Open edX's column of flags; its column of overrides has 255. */
export const MOST_FLAG_NAME_CHARACTERS = 100;
/** Of the course key or org of an override, as in Open edX. */
export const MOST_OVERRIDE_TARGET_CHARACTERS = 255;

/** Rows of one part of a list. */
export const MOST_PART_ROWS = 10_000;
/** Rows that are upserted together: they are one transaction. */
export const MOST_UPSERT_ROWS = 10_000;

export function charactersOf(text: string): number {
  return [...text].length;
}
