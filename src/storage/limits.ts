/**
 * The limits of a store, defined here only. Each name gives the unit: bytes are those of UTF-8, characters are code
 * points, units are UTF-16 code units (`text.length`).
 */

/** For a scope, experiment, learner, context, group, strategy, flag, name of an outcome or id of portions. */
export const MOST_TEXT_UNITS = 1000;
/**
 * For the texts of a key together (scope, experiment, learner and context; scope, name and learner): a PostgreSQL index
 * row holds 2,704 bytes, including its headers.
 */
export const MOST_KEY_BYTES = 2400;

/** For the key of experiment data and key-values, as in Open edX. */
export const MOST_DATA_KEY_CHARACTERS = 255;
/** For the user of experiment data: with the longest key, at 4 bytes a character, it fits into an index row. */
export const MOST_DATA_USER_BYTES = MOST_KEY_BYTES - MOST_DATA_KEY_CHARACTERS * 4;
/** For the value of experiment data and key-values, for the note of a flag, and for the definition of portions. */
export const MOST_VALUE_UNITS = 1_000_000;
/** For the reason of a change, as Open edX's column `history_change_reason`. */
export const MOST_REASON_CHARACTERS = 100;
/** For the name of a flag, as Open edX's column for flags; its column for overrides has 255. */
export const MOST_FLAG_NAME_CHARACTERS = 100;
/** For the course key or org of an override, as in Open edX. */
export const MOST_OVERRIDE_TARGET_CHARACTERS = 255;

/** For the size of an outcome: a smaller one is stored as 0, since @photostructure/sqlite binds it as a whole number. */
export const SMALLEST_OUTCOME = 2 ** -52;

/** For one part of a list. */
export const MOST_PART_ROWS = 10_000;
/** For rows that are upserted together, in one transaction. */
export const MOST_UPSERT_ROWS = 10_000;

export function charactersOf(text: string): number {
  return [...text].length;
}
