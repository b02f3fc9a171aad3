/** What the import loses of the source: blocks dropped, or left in no list of children. */
import type { Place } from '../diagnostics/source.js';
import type { XmlElement } from '../xml/node.js';
import { blockKind } from './blocks/block-kinds.js';
import { keyOf } from './blocks/keys.js';
import type { Drop, LoadedBlock, Use } from './blocks/uses.js';
import type { ImportOutcome } from './outcome.js';
import { SourceBlocks } from './source-blocks.js';
import type { StoredTree } from './store/stored-tree.js';

/** The topmost block of what is lost at one place. */
export interface ImportLoss {
  readonly use: Use;
  readonly why: ImportLossCause;
  /** Is it an A/B block, in one, or holds it one; or is a block of its name in one elsewhere? */
  readonly inExperiment: boolean;
}

export type ImportLossCause =
  | Drop
  /** Another definition of the name of its parent took the place of the one that it is in. */
  | { readonly why: 'replaced'; readonly place: Place; readonly by: LoadedBlock }
  /** It is in a file that the block in its place does not point to: an attribute too many makes that block whole. */
  | { readonly why: 'not-a-pointer'; readonly place: Place; readonly path: string }
  /** It is in a block of a kind that Open edX keeps as it is written, and never shows. */
  | { readonly why: 'unknown-kind'; readonly place: Place };

/** In the order of reading; what is below a lost block is lost with it and not listed. */
export function importLosses({ root, tree, texts }: ImportOutcome): ImportLoss[] {
  return root === null || tree === null ? [] : new LossFinder(tree, new SourceBlocks(texts)).below(root);
}

export class LossFinder {
  readonly #tree: StoredTree;
  readonly #source: SourceBlocks;
  /** Names of blocks in experiments; worked out when there is a loss. */
  #experimental: ReadonlySet<string> | undefined;
  #root: Use | undefined;

  constructor(tree: StoredTree, source: SourceBlocks) {
    this.#tree = tree;
    this.#source = source;
  }

  /** The losses below a use, itself included. */
  below(root: Use): ImportLoss[] {
    this.#root = root;
    this.#experimental = undefined;
    const found: ImportLoss[] = [];
    const waiting: Use[] = [root];
    for (let use = waiting.pop(); use !== undefined; use = waiting.pop()) {
      const why = this.#why(use);
      if (why !== null) found.push({ use, why, inExperiment: this.isExperimental(use) });
      else for (const child of [...use.children].reverse()) waiting.push(child);
    }
    return found;
  }

  /** Is the block an A/B block, in one, or around one; or is a block of its name in one? */
  isExperimental(use: Use): boolean {
    return (
      this.#isInExperiment(use) ||
      this.#source.holdsExperiment(use.element) ||
      (use.name !== null && this.#namesInExperiments().has(keyOf(use.tag, use.name)))
    );
  }

  #namesInExperiments(): ReadonlySet<string> {
    const { block, element } = this.#root!;
    this.#experimental ??= this.#source.inExperiments(block?.root ?? element);
    return this.#experimental;
  }

  #isInExperiment(use: Use): boolean {
    for (let each = use.parent; each !== null; each = each.parent)
      if (this.#source.isExperiment(each.tag)) return true;
    return false;
  }

  #why(use: Use): ImportLossCause | null {
    const { drop, block, element, tag } = use;
    if (drop !== null) return drop;
    if (block === null) return null;
    const by = use.parent?.block == null ? undefined : this.#tree.blocks.get(use.parent.block.key);
    if (by !== undefined && standIn(use, by, this.#tree) === null)
      return { why: 'replaced', place: use.place, by };
    if (use.children.length > 0) return null;
    const [inside] = this.#source.childrenOf(element);
    if (inside === undefined) return null;
    if (blockKind(tag) === 'unknown') return { why: 'unknown-kind', place: use.place };
    return use.pointer
      ? null
      : { why: 'not-a-pointer', place: use.place, path: inside.element.context.source.file };
  }
}

/** The key under which a use is among the children that its parent has in the end; `null`: it is not. */
export function standIn(use: Use, parent: LoadedBlock, tree: StoredTree): string | null {
  if (use.block !== null && tree.lists(parent.key, use.block.key)) return use.block.key;
  // A later reading of the same element has taken its place, under another name.
  const again = byElement(parent.use).get(use.element)?.block?.key;
  return again !== undefined && tree.lists(parent.key, again) ? again : null;
}

const elements = new WeakMap<Use, ReadonlyMap<XmlElement, Use>>();

function byElement(parent: Use): ReadonlyMap<XmlElement, Use> {
  const known = elements.get(parent) ?? new Map(parent.children.map((each) => [each.element, each]));
  elements.set(parent, known);
  return known;
}
