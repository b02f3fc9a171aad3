/** What the outline of a course takes of its chapters: sequentials, once each; everything else is left out. */
import type { StoredTree } from './stored-tree.js';

export interface OutlineReach {
  /** Keys: sequentials, each followed by its units. */
  readonly reachable: readonly string[];
  /** Keys that the outline leaves out, each with its parent block. */
  readonly skipped: readonly { readonly key: string; readonly parent: string }[];
}

export function outlineReach(tree: StoredTree): OutlineReach {
  const reachable: string[] = [];
  const skipped: { key: string; parent: string }[] = [];
  const seen = new Set<string>();
  const take = (parent: string, tag: string): string[] =>
    tree.children(parent).filter((key) => {
      if (!tree.blocks.has(key)) return false;
      const isTaken = key.startsWith(`${tag}/`) && !seen.has(key);
      if (isTaken) seen.add(key);
      else skipped.push({ key, parent });
      return isTaken;
    });
  for (const chapter of take(tree.root, 'chapter'))
    for (const sequential of take(chapter, 'sequential'))
      reachable.push(sequential, ...tree.children(sequential).filter((key) => tree.blocks.has(key)));
  return { reachable, skipped };
}
