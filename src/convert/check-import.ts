/** The converted course read as Open edX's import reads it: what would be lost of a converted block refuses the conversion. */
import { visible } from '../diagnostics/visible.js';
import type { Drop, Use } from '../loading/blocks/uses.js';
import { contentOfBlock } from '../loading/contents.js';
import { type ImportLossCause, importLosses } from '../loading/losses.js';
import { type ImportOutcome, importOutcome } from '../loading/outcome.js';
import type { ImportedSplitTest } from '../loading/store/split-tests.js';
import type { StoredTree } from '../loading/store/stored-tree.js';
import type { Course } from '../olx/course/course.js';
import { DRAFTS } from './blocks/new-names.js';
import type { Notes } from './report/notes.js';
import { Documents } from './settle/documents.js';
import { Uses } from './settle/uses.js';

const RULE = 'convert-import';
const HINT = 'Correct this in the source, then convert again.';

/** @param isConverted is this `tag/name` a block that the conversion made? */
export function checkImport(after: Course, isConverted: (key: string) => boolean, notes: Notes): void {
  const outcome = importOutcome(after);
  if (outcome.failure !== null) {
    const { cause, place } = outcome.failure;
    const message = `The import of the converted course would fail as a whole: ${visible(cause)}`;
    notes.report(RULE, { place, message, hint: HINT }, after);
    return;
  }
  new ImportCheck(after, outcome, isConverted, notes).run();
}

class ImportCheck {
  readonly #after: Course;
  readonly #outcome: ImportOutcome;
  readonly #isConverted: (key: string) => boolean;
  readonly #notes: Notes;
  readonly #documents: Documents;
  readonly #published: Uses;
  readonly #drafted: Uses;

  constructor(after: Course, outcome: ImportOutcome, isConverted: (key: string) => boolean, notes: Notes) {
    this.#after = after;
    this.#outcome = outcome;
    this.#isConverted = isConverted;
    this.#notes = notes;
    this.#documents = new Documents(after.files);
    this.#published = new Uses(this.#documents, '', isConverted);
    this.#drafted = new Uses(this.#documents, DRAFTS, isConverted);
  }

  run(): void {
    const { splitTests, draftSplitTests, drafts, redefined, texts } = this.#outcome;
    for (const { use, why } of importLosses(this.#outcome)) {
      // What has more attributes than a pointer is an empty block in the source, too.
      if (why.why !== 'not-a-pointer' && this.#concerns(use, '')) this.#lost(use, why);
    }
    for (const { use, lost, path, place } of drafts?.units ?? []) {
      const root = this.#after.files.has(path) ? this.#documents.at(path)?.root : undefined;
      if (lost !== null && root !== undefined && this.#holds(root, DRAFTS))
        this.#report(place, `The draft ${path} would be lost (${lost.why})`);
      else if (use !== null) this.#draft(use);
    }
    for (const each of [...splitTests, ...draftSplitTests]) this.#splitTest(each);
    for (const [key, blocks] of redefined) {
      // Pointers to one file are readings of the same definition.
      const contents = new Set(blocks.map((block) => contentOfBlock(texts, block)));
      const [own] = blocks.filter(({ use }) => this.#concerns(use, ''));
      if (contents.size > 1 && own !== undefined)
        this.#report(
          own.use.place,
          `${visible(key)} has ${contents.size} definitions, and the last one would be shown everywhere`,
        );
    }
    this.#outline();
  }

  #draft(root: Use): void {
    const waiting = [root];
    for (let use = waiting.pop(); use !== undefined; use = waiting.pop()) {
      if (use.drop === null) waiting.push(...use.children);
      else if (this.#concerns(use, DRAFTS)) this.#lost(use, use.drop);
    }
  }

  #splitTest({ block, groups, staffView }: ImportedSplitTest): void {
    if (!this.#isConverted(block.key)) return;
    const { place } = block.use;
    for (const { id, child } of groups)
      if (child === null) this.#report(place, `The group ${id} of ${visible(block.key)} would have no child`);
    if (staffView !== null) this.#report(place, `Staff could not open ${visible(block.key)}: ${staffView}`);
  }

  /** Below a block that the outline of the course leaves out nothing is reached. */
  #outline(): void {
    const { tree, outline } = this.#outcome;
    if (tree === null) return;
    for (const { key } of outline.skipped)
      if (this.#below(tree, key)) {
        const place = tree.blocks.get(key)!.use.place;
        this.#report(
          place,
          `No learner would reach ${visible(key)}: the outline of the course leaves it out`,
        );
      }
  }

  #below(tree: StoredTree, top: string): boolean {
    const seen = new Set([top]);
    for (const key of seen) {
      if (this.#isConverted(key)) return true;
      for (const child of tree.children(key)) seen.add(child);
    }
    return false;
  }

  /** Is the use in a converted block, or does it hold one? */
  #concerns(use: Use, prefix: string): boolean {
    for (let each: Use | null = use; each !== null; each = each.parent)
      if (each.name !== null && this.#isConverted(`${each.tag}/${each.name}`)) return true;
    return this.#holds(use.element, prefix);
  }

  #holds(element: Use['element'], prefix: string): boolean {
    return (prefix === '' ? this.#published : this.#drafted).isConcerned(element);
  }

  #lost({ tag, name, place }: Use, why: ImportLossCause | Drop): void {
    this.#report(place, `The import would lose ${tag} "${visible(name ?? '')}" (${words(why)})`);
  }

  #report(place: Use['place'], message: string): void {
    this.#notes.report(RULE, { place, message, hint: HINT }, this.#after);
  }
}

function words(loss: ImportLossCause | Drop): string {
  switch (loss.why) {
    case 'file':
    case 'html-file':
      return `${visible(loss.path)} is missing or cannot be read`;
    case 'text-after':
      return 'text follows it';
    case 'name':
      return 'no usage key can hold its name';
    case 'name-used':
      return 'its name is in use already';
    case 'setting':
      return 'one of its settings cannot be read';
    case 'unknown-kind':
      return 'Open edX has no such kind of block as the one that it is in';
    default:
      return loss.why;
  }
}
