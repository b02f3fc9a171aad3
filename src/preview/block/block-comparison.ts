/** The badges of the blocks in the groups: which are the same in other groups. */
import type { CourseNode } from '../../index.js';
import { html, type Piece } from '../../presentation/html.js';
import { sourceKey } from '../content/content-body.js';
import { shownBy } from '../differs/block-differs.js';
import type { PreviewCourse } from '../page/preview-course.js';

export class Comparison {
  /** The blocks that each group shows, with units and other containers expanded: a split_test has one unit for each group. */
  readonly #groups: readonly (readonly CourseNode[])[];
  readonly #keys = new Map<CourseNode, string>();

  constructor(preview: PreviewCourse, groups: readonly (readonly CourseNode[])[]) {
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

  /** The number of earlier children of the same kind. */
  #rank(child: CourseNode, group: number): number {
    return this.#groups[group]!.filter(({ tag }) => tag === child.tag).indexOf(child);
  }
}
