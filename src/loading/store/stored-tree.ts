/** The blocks as they are stored after the import: which of them a path from the root reaches, and whose partitions hold. */

import type { LoadedBlock } from '../blocks/uses.js';
import type { ImportedPartition } from '../settings/partitions.js';

export interface StoredTree {
  readonly root: string;
  readonly blocks: ReadonlyMap<string, LoadedBlock>;
  /** Keys of children; of drafts, with what was added to published parents. */
  readonly children: (key: string) => readonly string[];
  /** Is the second a child of the first? */
  readonly lists: (parent: string, child: string) => boolean;
  /** Keys that a path from the root reaches, in the order of reading. */
  readonly reached: ReadonlySet<string>;
  /** The partitions that hold for a block: its own, else those of the nearest block above it. */
  readonly partitions: (key: string) => readonly ImportedPartition[];
}

/** Of so few a list is looked through as fast as a set. */
const FEW = 32;

const NONE: readonly ImportedPartition[] = [];

/** @param added children of blocks that are not their own definition's */
export function storedTree(
  root: string,
  blocks: ReadonlyMap<string, LoadedBlock>,
  added: ReadonlyMap<string, readonly string[]> = new Map(),
): StoredTree {
  const children = (key: string) => added.get(key) ?? blocks.get(key)?.children ?? [];
  const sets = new Map<string, ReadonlySet<string>>();
  const setOf = (key: string): ReadonlySet<string> => {
    const known = sets.get(key) ?? new Set(children(key));
    sets.set(key, known);
    return known;
  };
  let walked: ReadonlyMap<string, readonly ImportedPartition[]> | undefined;
  const inherited = () => {
    walked ??= inheritedPartitions(root, blocks, children);
    return walked;
  };
  return {
    root,
    blocks,
    children,
    lists: (parent, child) => {
      const keys = children(parent);
      return keys.length <= FEW ? keys.includes(child) : setOf(parent).has(child);
    },
    get reached() {
      return new Set(inherited().keys());
    },
    partitions: (key) => inherited().get(key) ?? blocks.get(key)?.partitions ?? NONE,
  };
}

/** The partitions that hold for every block that a path from the root reaches. */
function inheritedPartitions(
  root: string,
  blocks: ReadonlyMap<string, LoadedBlock>,
  children: (key: string) => readonly string[],
): ReadonlyMap<string, readonly ImportedPartition[]> {
  const inherited = new Map<string, readonly ImportedPartition[]>();
  // Of several parents the last that is visited counts; nothing is visited again with the same partitions.
  const waiting: [string, readonly ImportedPartition[]][] = [[root, NONE]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [key, fromAbove] = next;
    const partitions = blocks.get(key)?.partitions ?? fromAbove;
    if (inherited.get(key) === partitions) continue;
    inherited.set(key, partitions);
    for (const child of [...children(key)].reverse())
      if (blocks.has(child)) waiting.push([child, partitions]);
  }
  return inherited;
}
