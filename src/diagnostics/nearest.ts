/** "Did you mean …?": the known word that is nearest to an unknown one. */

/** Longer words are not compared, since the table of `distance` grows with their length. */
const LONGEST_WORD = 64;

/** `Did you mean "portion-sum"?`, or an empty text when no word is near. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const found = nearest(word, known);
  return found === undefined ? '' : `Did you mean "${found}"?`;
}

/**
 * The known word with the fewest edits: at most 2, or a third of the length of `word`. Case is ignored.
 * @example nearest('portoin', ['name', 'portion']) // 'portion'
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const lower = word.toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const each of known) {
    const edits = distance(lower, each.toLowerCase(), least);
    if (edits < least) {
      least = edits;
      best = each;
    }
  }
  return best;
}

/**
 * Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
 * @param enough the result may be inexact when the distance is this or more
 */
export function distance(a: string, b: string, enough = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) >= enough || b.length > LONGEST_WORD * 2) return enough;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      let least = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + same);
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) least = Math.min(least, before[column - 2]! + 1);
      current.push(least);
      smallest = Math.min(smallest, least);
    }
    // A swap reads two rows back, so the next row may still be smaller by one.
    if (smallest > enough) return enough;
    before = last;
    last = current;
  }
  return last[b.length]!;
}
