/** Which blocks of the groups belong together: the same content, or the same kind with alike words, in the order of the groups. */

/** What is compared of a block. */
export interface Alignable {
  /** Equal for equal content. */
  readonly key: string;
  readonly tag: string;
  readonly title: string;
  readonly words: ReadonlySet<string>;
}

/** One line of a comparison: for each variant its block, or none. */
export type Slot<Leaf> = readonly (Leaf | undefined)[];

/** Of longer lists only the kinds are compared, since every pair would take too long. */
const MOST_COMPARED = 60;

export function aligned<Leaf extends Alignable>(variants: readonly (readonly Leaf[])[]): Slot<Leaf>[] {
  let slots: (Leaf | undefined)[][] = (variants[0] ?? []).map((leaf) => [leaf]);
  for (const [index, leaves] of variants.entries()) {
    if (index === 0) continue;
    slots = merged(slots, leaves, index);
  }
  return slots;
}

/** The pairs with the highest sum of likeness, in order; what has no partner gets a line of its own. */
function merged<Leaf extends Alignable>(
  slots: readonly (Leaf | undefined)[][],
  leaves: readonly Leaf[],
  width: number,
): (Leaf | undefined)[][] {
  const isLong = slots.length * leaves.length > MOST_COMPARED ** 2;
  const columns = leaves.length + 1;
  const best = new Float64Array((slots.length + 1) * columns);
  const likeness = (slot: readonly (Leaf | undefined)[], leaf: Leaf): number =>
    Math.max(...slot.map((other) => (other === undefined ? 0 : alike(other, leaf, isLong))));
  for (let row = slots.length - 1; row >= 0; row -= 1) {
    for (let column = leaves.length - 1; column >= 0; column -= 1) {
      const pair = likeness(slots[row]!, leaves[column]!) + best[(row + 1) * columns + column + 1]!;
      const skip = Math.max(best[(row + 1) * columns + column]!, best[row * columns + column + 1]!);
      best[row * columns + column] = Math.max(pair, skip);
    }
  }
  const out: (Leaf | undefined)[][] = [];
  let [row, column] = [0, 0];
  while (row < slots.length || column < leaves.length) {
    const here = best[row * columns + column]!;
    const isPair =
      row < slots.length &&
      column < leaves.length &&
      here === likeness(slots[row]!, leaves[column]!) + best[(row + 1) * columns + column + 1]!;
    if (isPair) out.push([...slots[row++]!, leaves[column++]!]);
    else if (row < slots.length && (column === leaves.length || here === best[(row + 1) * columns + column]!))
      out.push([...slots[row++]!, undefined]);
    else out.push([...Array<undefined>(width).fill(undefined), leaves[column++]!]);
  }
  return out;
}

/** 0 to 5; two blocks of different kinds are a pair only where nothing else is. */
function alike(a: Alignable, b: Alignable, isLong: boolean): number {
  if (a.key === b.key) return 5;
  const title = a.title !== '' && a.title === b.title ? 1 : 0;
  if (a.tag !== b.tag) return 0.25 + title / 2;
  return 1 + title + (isLong ? 0 : 2 * shared(a.words, b.words));
}

/** Dice's coefficient of two sets of words. */
function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 1;
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return (2 * common) / (a.size + b.size);
}
