/** Writes the blocks that were read to the store, in the order of the import. */

import type { LoadedBlock } from '../blocks/uses.js';
import { checkBlock } from './store-checks.js';

/**
 * From the root down, each block with the children that it had when it was read; then whatever is left over. A block
 * that is written again with other children loses the former ones: those without another parent are deleted.
 * @throws ImportEnds where the store refuses a block
 */
export class StoreWriter {
  readonly blocks = new Map<string, LoadedBlock>();
  /** Blocks that were deleted again: they are gone from what is published, and stay among the drafts. */
  readonly deleted = new Map<string, LoadedBlock>();
  /** Counted from the first time that a block is written again: how many blocks list a key among their children. */
  #parents: Map<string, number> | undefined;

  write(root: LoadedBlock, read: ReadonlyMap<string, LoadedBlock>): void {
    const written = new Set<LoadedBlock>();
    const waiting = [root];
    for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
      this.#put(block, block === root);
      // A block that is shared brings the same children again.
      if (!written.has(block)) for (const child of [...block.childBlocks].reverse()) waiting.push(child);
      written.add(block);
    }
    const keys = new Set([...written].map(({ key }) => key));
    for (const [key, block] of read) if (!keys.has(key)) this.#put(block, false);
  }

  #put(block: LoadedBlock, isRoot: boolean): void {
    const before = this.blocks.get(block.key);
    if (before === block) return;
    if (!isRoot) checkBlock(block);
    this.blocks.set(block.key, block);
    this.deleted.delete(block.key);
    if (this.#parents !== undefined) for (const key of block.children) this.#count(key, 1);
    if (before === undefined) return;
    this.#parents ??= this.#countAll(before);
    for (const key of before.children) this.#count(key, -1);
    const kept = new Set(block.children);
    this.#deleteOrphans(before.children.filter((key) => !kept.has(key)));
  }

  /** @param replaced the former definition of the block that was written last */
  #countAll(replaced: LoadedBlock): Map<string, number> {
    const parents = new Map<string, number>();
    for (const block of [...this.blocks.values(), replaced])
      for (const key of block.children) parents.set(key, (parents.get(key) ?? 0) + 1);
    return parents;
  }

  #count(key: string, by: number): void {
    this.#parents?.set(key, (this.#parents.get(key) ?? 0) + by);
  }

  #deleteOrphans(keys: readonly string[]): void {
    const waiting = [...keys];
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      const block = this.blocks.get(key);
      if (block === undefined || (this.#parents?.get(key) ?? 0) > 0) continue;
      this.blocks.delete(key);
      this.deleted.set(key, block);
      for (const child of block.children) this.#count(child, -1);
      for (const child of block.children) waiting.push(child);
    }
  }
}
