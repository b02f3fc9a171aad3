/** Names that people take for one another. */
import { distance } from '../diagnostics/nearest.js';
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

/** Shorter words and names differ by a letter too often on purpose: "Test A", "Test B". */
const SHORTEST_WORD = 4;
const LONGEST_NAME = 64;

/**
 * Each name that differs from an earlier one by one letter, added, left out, another one, or swapped with its neighbour,
 * with the first such name. Names are indexed by what is left when a letter is deleted, so that the time is linear.
 */
export function oneLetterApart<T extends { readonly name: string }>(
  named: readonly T[],
): [later: T, first: T][] {
  const seen = new Map<string, T>();
  const pairs: [T, T][] = [];
  for (const each of named) {
    const name = each.name.toLowerCase();
    if (name.length > LONGEST_NAME) continue;
    const keys = [name, ...deletions(name)];
    const first = keys.map((key) => seen.get(key)).find((other) => other && isOneLetter(name, other.name));
    if (first !== undefined) pairs.push([each, first]);
    for (const key of keys) if (!seen.has(key)) seen.set(key, each);
  }
  return pairs;
}

function isOneLetter(name: string, other: string): boolean {
  const lower = other.toLowerCase();
  return lower !== name && distance(name, lower, 2) === 1;
}

function deletions(name: string): string[] {
  return [...name.matchAll(/\p{L}+/gu)].flatMap(({ 0: word, index }) =>
    word.length < SHORTEST_WORD
      ? []
      : Array.from(word, (_, at) => name.slice(0, index + at) + name.slice(index + at + 1)),
  );
}

/** The end of a message about such a pair. */
export function differenceWords(later: string, first: string): string {
  return `${quote(later)} differs from ${quote(first)} only in spaces or capitals`;
}
