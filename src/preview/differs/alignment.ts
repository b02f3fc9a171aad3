/** Which blocks of the groups belong together: the same content, or the same kind with alike words, in the order of the groups. */

/** What is compared of a block. */
export interface Alignable {
  /** Two items with the same content have the same key. */
  readonly key: string;
  readonly tag: string;
  readonly title: string;
  readonly words: ReadonlySet<string>;
}

/** One line of a comparison. */
export interface Line<Leaf> {
  /** For each variant its block, or none. */
  readonly leaves: readonly (Leaf | undefined)[];
  /** The same content, at another place in the order of some variant. */
  readonly isMoved: boolean;
}

type Slot<Leaf> = readonly (Leaf | undefined)[];

/** Of longer lists only the kinds are compared, since every pair would take too long. */
const MOST_COMPARED = 60;
/** More than all likeness of blocks that are not equal can add up to. */
const EQUAL = 1000;
const NEVER = Number.NEGATIVE_INFINITY;

export function aligned<Leaf extends Alignable>(variants: readonly (readonly Leaf[])[]): Line<Leaf>[] {
  let slots: Slot<Leaf>[] = (variants[0] ?? []).map((leaf) => [leaf]);
  for (const [index, leaves] of variants.entries()) {
    if (index === 0) continue;
    slots = merged(slots, leaves, index);
  }
  return joined(slots);
}

/** The pairs with the highest sum of likeness, in order; what has no partner gets a line of its own. */
function merged<Leaf extends Alignable>(
  slots: readonly Slot<Leaf>[],
  leaves: readonly Leaf[],
  width: number,
): Slot<Leaf>[] {
  const isLong = slots.length * leaves.length > MOST_COMPARED ** 2;
  const columns = leaves.length + 1;
  const best = new Float64Array((slots.length + 1) * columns);
  const keysBefore = keysOf(slots.flat());
  const keys = keysOf(leaves);
  const likeness = (slot: Slot<Leaf>, leaf: Leaf): number => {
    const all = slot.filter((other) => other !== undefined);
    if (all.some((other) => other.key === leaf.key)) return EQUAL;
    // What has its equal elsewhere waits for it.
    if (keysBefore.has(leaf.key) || all.some((other) => keys.has(other.key))) return NEVER;
    return Math.max(...all.map((other) => alike(other, leaf, isLong)));
  };
  for (let row = slots.length - 1; row >= 0; row -= 1) {
    for (let column = leaves.length - 1; column >= 0; column -= 1) {
      const pair = likeness(slots[row]!, leaves[column]!) + best[(row + 1) * columns + column + 1]!;
      const skip = Math.max(best[(row + 1) * columns + column]!, best[row * columns + column + 1]!);
      best[row * columns + column] = Math.max(pair, skip);
    }
  }
  const out: Slot<Leaf>[] = [];
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

function keysOf(leaves: readonly (Alignable | undefined)[]): ReadonlySet<string> {
  return new Set(leaves.flatMap((leaf) => (leaf === undefined ? [] : [leaf.key])));
}

/** Equal blocks that the order kept apart are one line. */
function joined<Leaf extends Alignable>(slots: readonly Slot<Leaf>[]): Line<Leaf>[] {
  const lines: { leaves: Slot<Leaf>; isMoved: boolean }[] = [];
  const open = new Map<string, (typeof lines)[number][]>();
  for (const leaves of slots) {
    const keys = keysOf(leaves);
    const [key] = keys;
    const waiting = keys.size === 1 ? (open.get(key!) ?? []) : [];
    const apart = waiting.find((line) =>
      line.leaves.every((leaf, index) => leaf === undefined || leaves[index] === undefined),
    );
    if (apart !== undefined) {
      apart.leaves = apart.leaves.map((leaf, index) => leaf ?? leaves[index]);
      apart.isMoved = true;
      continue;
    }
    const line = { leaves, isMoved: false };
    lines.push(line);
    if (keys.size === 1 && leaves.includes(undefined)) open.set(key!, [...waiting, line]);
  }
  return lines;
}

/** Two blocks of different kinds are a pair only where nothing else is. */
function alike(a: Alignable, b: Alignable, isLong: boolean): number {
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
