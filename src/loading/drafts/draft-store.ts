/** Stores drafts over the published blocks, each below the parent that it names. */
import { blockKind } from '../blocks/block-kinds.js';
import { keyOf, usageKey } from '../blocks/keys.js';
import { ImportEnds, type LoadedBlock } from '../blocks/uses.js';
import { checkBlock } from '../store/store-checks.js';
import { type StoredTree, storedTree } from '../store/stored-tree.js';
import type { DraftFault, DraftUnit, ImportedDrafts, ReadDraft } from './draft-units.js';

export class DraftStore {
  readonly #published: StoredTree;
  /** What keys of drafts begin with. */
  readonly #prefix: string;
  readonly #blocks: Map<string, LoadedBlock>;
  /** Lists of children that drafts were put into, with the names in them. */
  readonly #added = new Map<string, { readonly keys: string[]; readonly names: Set<string> }>();
  readonly #imported = new Set<string>();

  /** @param deleted blocks that are gone from what is published, but not from the drafts */
  constructor(published: StoredTree, deleted: ReadonlyMap<string, LoadedBlock>, prefix: string) {
    this.#published = published;
    this.#prefix = prefix;
    this.#blocks = new Map([...published.blocks, ...deleted]);
  }

  /** @param drafts in the order of their places */
  store(drafts: readonly ReadDraft[], lost: readonly DraftUnit[]): ImportedDrafts {
    const urls = new Set(drafts.map(({ key }) => this.#prefix + key));
    const stored = drafts.map((draft): DraftUnit => {
      const { path, use, key, parentUrl } = draft;
      // A draft below another one comes with it.
      const isRoot = parentUrl === null || !urls.has(parentUrl);
      const fault = isRoot ? this.#unit(draft) : null;
      return { path, place: use.place, use, key, lost: fault, unlisted: false };
    });
    const tree = storedTree(
      this.#published.root,
      this.#blocks,
      new Map([...this.#added].map(([key, { keys }]) => [key, keys])),
    );
    const listed = new Set([...this.#blocks.keys()].flatMap((key) => tree.children(key)));
    const units = [...stored, ...lost].map((unit) => ({
      ...unit,
      unlisted: unit.key !== null && this.#imported.has(unit.key) && !listed.has(unit.key),
    }));
    return { tree, units, imported: this.#imported };
  }

  #unit({ use, key, index, parentUrl }: ReadDraft): DraftFault | null {
    const block = { ...use.block!, key, name: key.slice(use.tag.length + 1) };
    use.block = block;
    try {
      return this.#block(block, index, parentUrl);
    } catch (thrown) {
      if (!(thrown instanceof ImportEnds)) throw thrown;
      return { why: 'store', cause: thrown.failure.cause };
    }
  }

  /** The block, then its children; the first fault ends it. */
  #block(block: LoadedBlock, index: bigint | null, parentUrl: string | null): DraftFault | null {
    if (this.#imported.has(block.key)) return null;
    checkBlock(block);
    if (parentUrl !== null && index !== null && !this.#list(block, index, parentUrl))
      return { why: 'parent', text: parentUrl };
    this.#blocks.set(block.key, block);
    this.#imported.add(block.key);
    for (const child of block.childBlocks) {
      const own = child.attributes.get('parent_url') ?? child.attributes.get('parent_sequential_url') ?? null;
      const fault = this.#block(child, own === null ? null : 0n, own);
      if (fault !== null) return fault;
    }
    return null;
  }

  /** Puts the block into its parent's list, unless a child of its name is there; `false` where there is no such parent. */
  #list(block: LoadedBlock, index: bigint, parentUrl: string): boolean {
    const named = usageKey(parentUrl);
    if (named === undefined) return false;
    const isCourse = named.tag === 'course' && named.name === 'course';
    const parent = isCourse ? this.#published.root : keyOf(named.tag, named.name);
    const isRoot = parent === this.#published.root && !isCourse;
    if (
      isRoot ||
      !this.#blocks.has(parent) ||
      blockKind(parent.slice(0, parent.indexOf('/'))) !== 'container'
    )
      return false;
    const { keys, names } = this.#childrenOf(parent);
    if (names.has(block.name)) return true;
    const at = Number(index);
    keys.splice(at < 0 ? Math.max(0, keys.length + at) : at, 0, block.key);
    names.add(block.name);
    return true;
  }

  #childrenOf(parent: string) {
    const known = this.#added.get(parent);
    if (known !== undefined) return known;
    const keys = [...this.#blocks.get(parent)!.children];
    const own = { keys, names: new Set(keys.map(nameIn)) };
    this.#added.set(parent, own);
    return own;
  }
}

function nameIn(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}
