/** Every block of the A/B tests of a course, with what the import makes of it. */
import type { Place } from '../diagnostics/source.js';
import type { Course } from '../olx/course/course.js';
import type { XmlElement } from '../xml/node.js';
import type { Use } from './blocks/uses.js';
import { explainDraft, explainFailure, explainLoss, type ImportExplanation } from './explain.js';
import { LossFinder, standIn } from './losses.js';
import { type ImportOutcome, importOutcome } from './outcome.js';
import { SourceBlocks } from './source-blocks.js';
import type { ImportedSplitTest } from './store/split-tests.js';
import type { StoredTree } from './store/stored-tree.js';

/**
 * `arrives`: as it is written; `renamed`: under another name; `lost`: it is not there; `kept as text`: today's Open edX has
 * no abtest and keeps it, with all that is in it, as text.
 */
export type ImportFate = 'arrives' | 'renamed' | 'lost' | 'kept as text';

export interface ExplainedBlock {
  /** How deep it is below its outermost A/B block: 0 for that block. */
  readonly depth: number;
  readonly tag: string;
  /** `null`: the author gave none. */
  readonly name: string | null;
  readonly draft: boolean;
  readonly fate: ImportFate;
  /** `tag/url_name` after the import; `null` where it does not arrive. */
  readonly becomes: string | null;
  /** Of the child of a split_test the names of the groups that it is shown to. */
  readonly shownTo: readonly string[];
  /** Why it does not arrive as it is; `null`: it does. */
  readonly why: ImportExplanation | null;
  readonly place: Place;
}

export interface ExplainedImport {
  /** Why nothing of the course arrives; `null`: it does. */
  readonly failure: ImportExplanation | null;
  readonly blocks: readonly ExplainedBlock[];
}

/**
 * What the import makes of each block of the A/B tests of a course, in the order of reading, drafts last.
 * @example
 * const lost = explainImport(course).blocks.filter(({ fate }) => fate === 'lost');
 */
export function explainImport(course: Course): ExplainedImport {
  const outcome = importOutcome(course);
  const { failure, root, tree } = outcome;
  if (failure !== null) return { failure: explainFailure(failure), blocks: [] };
  const lister = new Lister(outcome, tree!, outcome.splitTests, false);
  lister.below(root!);
  return { failure: null, blocks: [...lister.blocks, ...draftBlocks(outcome)] };
}

function draftBlocks(outcome: ImportOutcome): readonly ExplainedBlock[] {
  const { drafts, draftSplitTests } = outcome;
  if (drafts === null) return [];
  const lister = new Lister(outcome, drafts.tree, draftSplitTests, true);
  for (const { use, lost, path } of drafts.units) {
    const element = use?.element ?? outcome.texts.asWritten(path);
    if (lost !== null && element !== null) lister.lostBelow(element, explainDraft(lost));
    else if (use !== null) lister.below(use);
  }
  return lister.blocks;
}

const WITH_IT: ImportExplanation = {
  message: 'It is lost with the block that holds it',
  hint: 'Correct the block that holds it.',
};
const AS_TEXT: ImportExplanation = {
  message: 'Open edX removed abtest in 2015 and keeps this one as text',
  hint: 'Run olx-abtest convert --to split_test.',
};

class Lister {
  readonly blocks: ExplainedBlock[] = [];
  readonly #tree: StoredTree;
  readonly #source: SourceBlocks;
  readonly #finder: LossFinder;
  readonly #draft: boolean;
  readonly #shownTo = new Map<string, string[]>();
  /** Definitions that were listed: what is shared is listed once. */
  readonly #listed = new Set<XmlElement>();

  constructor(
    { texts }: ImportOutcome,
    tree: StoredTree,
    splitTests: readonly ImportedSplitTest[],
    draft: boolean,
  ) {
    this.#tree = tree;
    this.#source = new SourceBlocks(texts, draft ? 'drafts/' : '');
    this.#finder = new LossFinder(tree, this.#source);
    this.#draft = draft;
    for (const { block, groups } of splitTests)
      for (const { child, name } of groups) {
        if (child === null) continue;
        const key = `${block.key} ${child}`;
        this.#shownTo.set(key, [...(this.#shownTo.get(key) ?? []), String(name)]);
      }
  }

  below(root: Use): void {
    const losses = new Map(this.#finder.below(root).map((each) => [each.use, each.why]));
    const waiting: [Use, number | null][] = [[root, null]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [use, above] = next;
      const depth = above ?? (this.#source.isExperiment(use.tag) ? 0 : null);
      const why = losses.get(use);
      if (why !== undefined && use.tag === 'abtest' && why.why === 'unknown-kind') {
        this.#text(use, depth ?? 0);
      } else if (why !== undefined) {
        const explained = explainLoss(use, why);
        if (depth !== null) this.#lose(use.element, explained, depth, 'lost');
        else this.lostBelow(use.element, explained);
      } else {
        if (depth !== null) this.#arrive(use, depth);
        for (const child of [...use.children].reverse())
          waiting.push([child, depth === null ? null : depth + 1]);
      }
    }
  }

  /** The A/B blocks in or below an element that is lost. */
  lostBelow(element: XmlElement, why: ImportExplanation): void {
    const seen = new Set<XmlElement>();
    const waiting = [element];
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      const definition = this.#source.definitionOf(each) ?? each;
      if (seen.has(definition) || !this.#source.holdsExperiment(each)) continue;
      seen.add(definition);
      if (this.#source.isExperiment(each.name)) this.#lose(each, why, 0, 'lost');
      else for (const child of this.#source.childrenOf(each).reverse()) waiting.push(child.element);
    }
  }

  #arrive(use: Use, depth: number): void {
    const parent = use.parent?.block ?? null;
    const stored = parent === null ? undefined : this.#tree.blocks.get(parent.key);
    const key = (stored === undefined ? null : standIn(use, stored, this.#tree)) ?? use.block!.key;
    const isRenamed = use.name !== null && this.#tree.blocks.get(key)?.use.renamed === true;
    const why = isRenamed
      ? { message: 'Its name comes twice in the course', hint: 'Give this one a name of its own.' }
      : null;
    this.#add(use.element, use.name, depth, isRenamed ? 'renamed' : 'arrives', {
      becomes: key,
      why,
      shownTo: parent === null ? [] : (this.#shownTo.get(`${parent.key} ${key}`) ?? []),
    });
  }

  #text({ element }: Use, depth: number): void {
    this.#lose(element, AS_TEXT, depth, 'kept as text');
  }

  #lose(element: XmlElement, why: ImportExplanation, depth: number, fate: ImportFate): void {
    const waiting: [XmlElement, number][] = [[element, depth]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [each, at] = next;
      this.#add(each, each.get('url_name') ?? each.get('slug'), at, fate, {
        becomes: null,
        why: each === element ? why : fate === 'lost' ? WITH_IT : null,
        shownTo: [],
      });
      const definition = this.#source.definitionOf(each) ?? each;
      if (this.#listed.has(definition)) continue;
      this.#listed.add(definition);
      for (const child of this.#source.childrenOf(each).reverse()) waiting.push([child.element, at + 1]);
    }
  }

  #add(
    element: XmlElement,
    name: string | null,
    depth: number,
    fate: ImportFate,
    rest: Pick<ExplainedBlock, 'becomes' | 'why' | 'shownTo'>,
  ): void {
    const { name: tag, tagPlace: place } = element;
    this.blocks.push({ depth, tag, name, draft: this.#draft, fate, place, ...rest });
  }
}
