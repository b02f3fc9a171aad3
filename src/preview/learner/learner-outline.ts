/** The course as one or two learners see it: one outline, split only where they see different content. */
import type { CourseNode, Decision, SeenNode } from '../../index.js';
import { visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { anchor, type Medium } from '../page/medium.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { colourOf, groupText, reasonOf, who } from './learner-words.js';

/** What a learner sees at a place of the outline. */
export interface Sight {
  readonly learner: string;
  readonly seen: SeenNode;
}

/** A place where two learners see different groups. */
export interface Difference {
  readonly id: string;
  readonly node: CourseNode;
  readonly groups: readonly (string | null)[];
}

/** The content of groups is expanded up to this number of blocks. */
const MOST_OPEN = 60;

/** Blocks that only contain others and have no content of their own. */
const CONTAINERS = new Set([
  'course',
  'library',
  'chapter',
  'sequential',
  'vertical',
  'unit',
  'videosequence',
  'library_content',
]);

export class LearnerOutline {
  readonly differences: Difference[] = [];
  readonly #preview: PreviewCourse;
  readonly #medium: Medium;
  readonly #choices = new Map<SeenNode, boolean>();
  /** The number of groups around the place that is being written. */
  #groups = 0;
  #opened = 0;

  constructor(preview: PreviewCourse, medium: Medium) {
    this.#preview = preview;
    this.#medium = medium;
  }

  /** @param sights of the same place: one, or two whose outlines differ only below A/B blocks */
  #list(sights: readonly Sight[]): Html {
    const [{ seen }, second] = sights as [Sight, Sight | undefined];
    const items = seen.children.map((child, index) => {
      const other = second && { learner: second.learner, seen: second.seen.children[index]! };
      return this.item([{ learner: sights[0]!.learner, seen: child }, ...(other ? [other] : [])]);
    });
    return html`<ul class="seen">${items}</ul>`;
  }

  item(sights: readonly Sight[]): Html {
    const { seen } = sights[0]!;
    if (seen.hasDynamicChildren) return this.#choice(sights);
    if (!seen.found) return html`<li>${this.#name(seen)} <span class="soft">(no definition)</span></li>`;
    if (seen.children.length === 0) return this.#leaf(seen);
    if (this.#groups > 0 || this.#holdsChoice(seen)) {
      return html`<li><details open><summary>${this.#name(seen)}</summary>${this.#list(sights)}</details></li>`;
    }
    const count = blocksIn(seen);
    const same = html`<span class="soft">${count} block${count === 1 ? '' : 's'}, the same for all learners</span>`;
    if (!this.#medium.isLive) return html`<li>${this.#name(seen)} ${same}</li>`;
    return html`<li><details><summary>${this.#name(seen)} ${same}</summary>${this.#list(sights)}</details></li>`;
  }

  #leaf(seen: SeenNode): Html {
    const { node, tag } = seen;
    if (CONTAINERS.has(tag)) return html`<li>${this.#name(seen)} <span class="soft">(empty)</span></li>`;
    if (!this.#medium.isLive) return html`<li>${this.#name(seen)}</li>`;
    const frame = this.#medium.frame(node, this.#preview.nameOf(node));
    const isOpen = this.#groups > 0 && this.#opened < MOST_OPEN;
    if (isOpen) this.#opened += 1;
    return html`<li><details class="leaf"${isOpen && html` open`}><summary>${this.#name(seen)}</summary>${frame}</details></li>`;
  }

  #choice(sights: readonly Sight[]): Html {
    const [{ seen }, second] = sights as [Sight, Sight | undefined];
    const { node, decision } = seen;
    if (decision === null) {
      return html`<li>${this.#name(seen)} <span class="soft">(no definition)</span></li>`;
    }
    if (second !== undefined && !isSame(decision, second.seen.decision)) return this.#parted(node, sights);
    const reasons = sights.map(({ learner, seen: each }) => {
      const prefix = second !== undefined && html`${who(learner)}: `;
      return html`<p class="reason">${prefix}${reasonOf(each.decision!, learner)}</p>`;
    });
    return html`<li class="choice">${this.#heading(node)}
<div class="got group-name ${colourOf(seen)}">
<p>${groupLine(decision)}${second !== undefined && ' for both'}</p>
${reasons}
</div>
${decision.shown !== null && this.#inside(sights)}</li>`;
  }

  #parted(node: CourseNode, sights: readonly Sight[]): Html {
    const groups = sights.map(({ seen }) => seen.decision && groupText(seen.decision));
    const names = sights.map(({ learner }) => learner);
    const id = anchor('difference', ...names, String(this.differences.length + 1));
    this.differences.push({ id, node, groups });
    const cells = sights.map(({ learner, seen }) => {
      const { decision } = seen;
      return html`<div class="card got group-name ${colourOf(seen)}">
<p>${who(learner)}: ${decision && groupLine(decision)}</p>
<p class="reason">${decision && reasonOf(decision, learner)}</p>
${decision?.shown !== null && this.#inside([{ learner, seen }])}</div>`;
    });
    return html`<li class="choice differs" id="${id}" tabindex="-1">${this.#heading(node)}
<p><span class="badge warning">≠ They see different groups</span></p>
<div class="side-by-side">${cells}</div></li>`;
  }

  /** The content of a group, all of it expanded. */
  #inside(sights: readonly Sight[]): Html {
    this.#groups += 1;
    const list = this.#list(sights);
    this.#groups -= 1;
    return list;
  }

  #heading(node: CourseNode): Html {
    const experiment = this.#preview.experimentOf(node);
    const link = html`<a href="${this.#medium.block(node)}">${visible(this.#preview.nameOf(node))}</a>`;
    const of: Piece =
      experiment &&
      html` of <a href="${this.#medium.experiment(experiment)}">${visible(experiment.name)}</a>`;
    return html`<p class="choice-name"><span class="tag">${node.tag}</span> ${link}${of}</p>`;
  }

  #name({ node, tag }: SeenNode): Html {
    return html`<span class="tag">${tag}</span> ${visible(this.#preview.nameOf(node))}`;
  }

  #holdsChoice(seen: SeenNode): boolean {
    let holds = this.#choices.get(seen);
    if (holds === undefined) {
      holds = seen.hasDynamicChildren || seen.children.some((child) => this.#holdsChoice(child));
      this.#choices.set(seen, holds);
    }
    return holds;
  }
}

function isSame(a: Decision, b: Decision | null): boolean {
  return b !== null && a.group === b.group && a.shown === b.shown;
}

function groupLine(decision: Decision): Html {
  const group = groupText(decision);
  if (group === null) return html`<strong>no group</strong>`;
  return html`<strong>${group}</strong>${decision.stale && html` <span class="badge warning">gone</span>`}`;
}

function blocksIn(seen: SeenNode): number {
  return seen.children.reduce((sum, child) => sum + 1 + blocksIn(child), 0);
}
