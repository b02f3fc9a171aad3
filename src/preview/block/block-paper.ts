/** The content of groups on paper: plain paragraphs where text is all there is, and of what groups share only the first copy. */
import { diffArrays } from 'diff';
import type { CourseNode } from '../../index.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { frameBody } from '../content/content-body.js';
import { type PaperLine, paperLines } from '../content/content-paper.js';
import type { Pairing, Variant } from '../differs/pairing.js';
import { counted } from '../differs/words.js';
import type { PreviewCourse } from '../page/preview-course.js';

/** Letters of equal paragraphs from which on they are left out where another group shows them too. */
const WORTH_LEAVING_OUT = 120;
/** Longer equal texts that all groups see are shortened to their ends. */
const LONG = 400;
/** A limit that bounds the time of a comparison. */
const MOST_CHANGES = 400;

/** A block of a group as it is compared with what belongs to it in other groups. */
interface Printed {
  readonly variant: Variant;
  readonly key: string;
  readonly lines: readonly PaperLine[] | null;
}

export class BlockPaper {
  readonly #preview: PreviewCourse;
  readonly #pairing: Pairing;
  readonly #lines = new Map<CourseNode, readonly PaperLine[] | null>();

  constructor(preview: PreviewCourse, pairing: Pairing) {
    this.#preview = preview;
    this.#pairing = pairing;
  }

  /** What is printed in place of a block; `null` where it is printed as it is shown. @param at the index of the variant */
  of(node: CourseNode, at: number): Piece {
    const all = this.#together(node, at);
    const own = all[at];
    if (own === undefined) return null;
    const { key, lines } = own;
    const earlier = all.slice(0, at).filter((each) => each !== undefined);
    const same = earlier.find((each) => each.key === key);
    if (same !== undefined) return html`<p class="soft">The same as in ${same.variant.name}.</p>`;
    if (lines === null) return null;
    return at === 0 ? this.#first(lines, all.slice(1)) : shortened(lines, likest(lines, earlier));
  }

  /** The first group's text: what all the others show too is shortened where it is long. */
  #first(lines: readonly PaperLine[], others: readonly (Printed | undefined)[]): Piece {
    const texts = others.map((each) => new Set(each?.lines?.map(({ text }) => text)));
    const isShared = ({ text }: PaperLine): boolean =>
      others.length > 0 && texts.every((other) => other.has(text));
    return runsOf(lines, isShared).map((run) => (isShared(run[0]!) ? ends(run) : run.map(paragraph)));
  }

  /** The block with what belongs to it in each variant. */
  #together(node: CourseNode, at: number): (Printed | undefined)[] {
    const { variants, lineOf } = this.#pairing;
    const leaves = lineOf(node, at)?.leaves ?? [];
    return leaves.map((leaf, index) =>
      leaf === undefined
        ? undefined
        : { variant: variants[index]!, key: leaf.key, lines: this.#linesOf(leaf.node) },
    );
  }

  #linesOf(node: CourseNode): readonly PaperLine[] | null {
    let lines = this.#lines.get(node);
    if (lines === undefined) {
      const isLeaf = node.block === null && node.children.length === 0;
      const body = isLeaf ? frameBody(this.#preview, node) : null;
      lines = body === null ? null : paperLines(body);
      this.#lines.set(node, lines);
    }
    return lines;
  }
}

/** The one that shares the most text, if it is enough to be worth a reference. */
function likest(lines: readonly PaperLine[], earlier: readonly Printed[]): Printed | undefined {
  let [best, most]: [Printed | undefined, number] = [undefined, WORTH_LEAVING_OUT];
  for (const each of earlier) {
    if (each.lines === null) continue;
    const texts = new Set(each.lines.map(({ text }) => text));
    const shared = lettersOf(lines.filter(({ text }) => texts.has(text)));
    if (shared >= most && (shared > most || best === undefined)) [best, most] = [each, shared];
  }
  return best;
}

function shortened(lines: readonly PaperLine[], like: Printed | undefined): Piece {
  const parts =
    like?.lines &&
    diffArrays([...like.lines], [...lines], {
      maxEditLength: MOST_CHANGES,
      comparator: (a, b) => a.text === b.text,
    });
  if (!parts) return lines.map(paragraph);
  return parts
    .filter(({ removed }) => !removed)
    .map(({ value, added }) =>
      added || lettersOf(value) < WORTH_LEAVING_OUT
        ? value.map(paragraph)
        : html`<p class="soft">… ${counted(value.length, 'paragraph')} as in ${like!.variant.name} …</p>`,
    );
}

/** Neighbours that are alike, together. */
function runsOf(lines: readonly PaperLine[], isShared: (line: PaperLine) => boolean): PaperLine[][] {
  const runs: PaperLine[][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last !== undefined && isShared(last[0]!) === isShared(line)) last.push(line);
    else runs.push([line]);
  }
  return runs;
}

/** The first and the last paragraph of a long run, and how many are between them. */
function ends(run: readonly PaperLine[]): Piece {
  const start = run[0]!.isHeading ? 2 : 1;
  const between = run.slice(start, -1);
  if (lettersOf(between) < LONG) return run.map(paragraph);
  return [
    run.slice(0, start).map(paragraph),
    html`<p class="soft">… ${counted(between.length, 'paragraph')} that all groups see …</p>`,
    run.slice(-1).map(paragraph),
  ];
}

function paragraph({ text, isHeading }: PaperLine): Html {
  return isHeading ? html`<p><strong>${text}</strong></p>` : html`<p>${text}</p>`;
}

function lettersOf(lines: readonly PaperLine[]): number {
  return lines.reduce((sum, { text }) => sum + text.length, 0);
}
