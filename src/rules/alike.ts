/** Names that people take for one another. */
import { quote } from './words.js';

/**
 * Each name that differs from an earlier one only in white space, in capitals, or in how an accent is encoded,
 * with the first such name.
 */
export function lookAlikes<T extends { readonly name: string }>(named: readonly T[]): [later: T, first: T][] {
  const seen = new Map<string, T>();
  const pairs: [T, T][] = [];
  for (const each of named) {
    const key = each.name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
    const first = seen.get(key);
    if (first === undefined) seen.set(key, each);
    else if (first.name !== each.name) pairs.push([each, first]);
  }
  return pairs;
}

/** The end of a message about such a pair. */
export function differenceWords(later: string, first: string): string {
  return `${quote(later)} differs from ${quote(first)} only in blanks or capitals`;
}
