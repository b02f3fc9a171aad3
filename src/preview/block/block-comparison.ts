/** Compares the groups of a block: which children are the same, and what a learner would read differently. */
import type { CourseNode } from '../../index.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { readableText, sourceKey } from '../content/content-body.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { differences } from './block-differences.js';

export class Comparison {
  readonly #preview: PreviewCourse;
  /** The blocks that each group shows, with units and other containers expanded: a split_test has one unit for each group. */
  readonly #groups: readonly (readonly CourseNode[])[];
  readonly #keys = new Map<CourseNode, string>();

  constructor(preview: PreviewCourse, groups: readonly (readonly CourseNode[])[]) {
    this.#preview = preview;
    this.#groups = groups.map((children) => shownBy(children, new Set()));
    for (const child of this.#groups.flat()) this.#keys.set(child, sourceKey(preview, child));
  }

  /** A badge for how a block in a group compares with the other groups. */
  mark(child: CourseNode, group: number): Piece {
    const key = this.#keys.get(child);
    const others = this.#groups.filter((_, index) => index !== group);
    if (key === undefined || others.length === 0) return null;
    const withSame = others.filter((each) => each.some((other) => this.#keys.get(other) === key)).length;
    if (withSame === others.length) return html`<span class="badge same">same in all groups</span>`;
    if (withSame > 0) return html`<span class="badge same">same in ${withSame + 1} groups</span>`;
    const rank = this.#rank(child, group);
    const hasCounterpart = others.some((each) => each.filter(({ tag }) => tag === child.tag).length > rank);
    return html`<span class="badge differs">${hasCounterpart ? 'differs' : 'only here'}</span>`;
  }

  /** The first group compared with each of the others. */
  differences(names: readonly string[]): Piece {
    const [first, ...others] = names;
    if (first === undefined || others.length === 0) return null;
    const compared = others.map(
      (other, index) => html`<h3><del>${first}</del> and <ins>${other}</ins></h3>${this.#between(index + 1)}`,
    );
    return html`<section class="differences"><h2>Differences</h2>
<p class="soft">Texts, and the settings of blocks that have no text: <del>struck out</del> is only in the first group, <ins>underlined</ins> only in the other.</p>
${compared}</section>`;
  }

  #between(other: number): Html {
    const [before, after] = [this.#source(0), this.#source(other)];
    if (before === after) return html`<p>They show the same content.</p>`;
    const texts = [this.#text(0), this.#text(other)] as const;
    if (texts[0] !== texts[1]) return differences(...texts);
    return html`<p>The text is the same; the markup or the settings differ.</p>${differences(before, after)}`;
  }

  /** The number of earlier children of the same kind. */
  #rank(child: CourseNode, group: number): number {
    return this.#groups[group]!.filter(({ tag }) => tag === child.tag).indexOf(child);
  }

  #source(group: number): string {
    return this.#groups[group]!.map((child) => this.#keys.get(child)).join('\n');
  }

  #text(group: number): string {
    return this.#groups[group]!.map((child) => readableText(this.#preview, child)).join('\n');
  }
}

function shownBy(nodes: readonly CourseNode[], met: Set<CourseNode>): CourseNode[] {
  return nodes.flatMap((node) => {
    if (met.has(node)) return [];
    met.add(node);
    return node.block !== null || node.children.length === 0 ? [node] : shownBy(node.children, met);
  });
}
