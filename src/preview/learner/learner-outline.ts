/** The course as one or two learners see it: one outline, split only where they see different content. */
import type { CourseNode, Decision, SeenNode } from '../../index.js';
import { visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { containerNote } from '../content/kinds/containers.js';
import { anchor, type Medium } from '../page/medium.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { absenceOf, absenceText, lossOf } from '../viewpoint/shown-blocks.js';
import type { Access, LearnerAccess } from './learner-access.js';
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

  readonly #access: readonly LearnerAccess[];
  readonly #showsAnswers: boolean;

  /** @param access of each learner, in their order */
  constructor(
    preview: PreviewCourse,
    medium: Medium,
    access: readonly LearnerAccess[],
    showsAnswers: boolean,
  ) {
    this.#preview = preview;
    this.#medium = medium;
    this.#access = access;
    this.#showsAnswers = showsAnswers;
  }

  #list(sights: readonly Sight[]): Html {
    return html`<ul class="seen">${this.#items(sights)}</ul>`;
  }

  /** @param sights of the same place: one, or two whose outlines differ only below A/B blocks */
  #items(sights: readonly Sight[]): Piece {
    const [{ seen }, second] = sights as [Sight, Sight | undefined];
    const items = seen.children.map((child, index) => {
      const other = second && { learner: second.learner, seen: second.seen.children[index]! };
      const inner = [{ learner: sights[0]!.learner, seen: child }, ...(other ? [other] : [])];
      return this.#isGroupUnit(child) ? this.#items(inner) : this.item(inner);
    });
    return items;
  }

  /** The unit that Studio made for a group alone: its content stands for it. */
  #isGroupUnit({ node, children }: SeenNode): boolean {
    const isNamed = !this.#preview.groupUnits.has(node);
    return !isNamed && children.length > 0 && this.#access.every((each) => each.of(node) === null);
  }

  item(sights: readonly Sight[]): Html {
    const { seen } = sights[0]!;
    const access = this.#access.map((each) => each.of(seen.node));
    if (access.length > 0 && access.every((each) => each?.isOpen === false))
      return html`<li>${this.#name(seen)} <span class="soft">(not shown: ${access[0]!.words})</span></li>`;
    if (seen.hasDynamicChildren) return this.#choice(sights);
    if (!seen.found) return this.#lost(seen);
    const note = this.#accessNote(sights, access);
    if (seen.children.length === 0) return this.#leaf(sights, note);
    const about = [note, containerNote(this.#preview, seen.node)];
    if (this.#groups > 0 || this.#differs(seen)) {
      return html`<li><details open><summary>${this.#name(seen)}</summary>${about}${this.#list(sights)}</details></li>`;
    }
    const count = blocksIn(seen);
    const same = html`<span class="soft">${count} block${count === 1 ? '' : 's'}, the same for all learners</span>`;
    if (!this.#medium.isLive) return html`<li class="same-for-all">${this.#name(seen)} ${same}</li>`;
    return html`<li><details><summary>${this.#name(seen)} ${same}</summary>${about}${this.#list(sights)}</details></li>`;
  }

  /** Who sees a restricted block, as far as it is known here. */
  #accessNote(sights: readonly Sight[], access: readonly (Access | null)[]): Piece {
    const [first] = access;
    if (first === undefined || first === null) return null;
    const hidden = sights.filter((_, index) => access[index]?.isOpen === false);
    const who = hidden.map(({ learner }) => visible(learner)).join(' and ');
    const rest =
      first.isOpen === null
        ? '; whether the learner is in it is not known here'
        : who !== '' && `; not for ${who}`;
    return html`<p class="soft">Shown ${first.words}${rest}</p>`;
  }

  /** A leaf as it looks, where its fold is open. In a report only what is in groups has room. */
  #leaf(sights: readonly Sight[], note: Piece): Html {
    const [{ seen, learner }] = sights as [Sight];
    const { node, tag } = seen;
    if (CONTAINERS.has(tag))
      return html`<li>${this.#name(seen)} <span class="soft">(empty)</span>${note}</li>`;
    const isOpen = this.#groups > 0 && this.#opened < MOST_OPEN;
    if (!this.#medium.isLive && !isOpen)
      return html`<li class="leaf"><p class="leaf-name">${this.#name(seen)}</p>${note}</li>`;
    if (isOpen) this.#opened += 1;
    const reader = { showsAnswers: this.#showsAnswers, learner };
    const frame = this.#medium.frame(node, this.#preview.nameOf(node), { reader, isLate: true });
    return html`<li class="leaf"><p class="leaf-name">${this.#name(seen)}</p>${note}${frame}</li>`;
  }

  #choice(sights: readonly Sight[]): Html {
    const [{ seen }, second] = sights as [Sight, Sight | undefined];
    const { node, decision } = seen;
    if (decision === null) return this.#lost(seen);
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
${this.#inside(sights)}</li>`;
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
${this.#inside([{ learner, seen }])}</div>`;
    });
    return html`<li class="choice differs" id="${id}" tabindex="-1">${this.#heading(node)}
<p><span class="badge warning">≠ They see different groups</span></p>
<div class="side-by-side">${cells}</div></li>`;
  }

  /** A block that nobody sees. */
  #lost(seen: SeenNode): Html {
    const reason = lossOf(this.#preview, seen.node) ?? 'no definition';
    return html`<li>${this.#name(seen)} <span class="soft">(nothing is shown: ${reason})</span></li>`;
  }

  /** The content of a group, all of it expanded, or why there is none. */
  #inside(sights: readonly Sight[]): Piece {
    const [{ seen }] = sights as [Sight];
    const { node, decision } = seen;
    if (decision?.shown == null || node.block === null) return null;
    const absence = absenceOf(this.#preview, node, node.block, decision.shown);
    if (absence !== null) {
      const learners = sights.map(({ learner }) => who(learner));
      const [first, second] = learners as [Html, Html | undefined];
      return html`<p>${first}${second && html` and ${second}`} ${absenceText(absence, second ? 'see' : 'sees')}.</p>`;
    }
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
    return html`<p class="choice-name">${link}${of}</p>`;
  }

  #name({ node, tag }: SeenNode): Html {
    const name = html`<span class="block-name">${visible(this.#preview.nameOf(node))}</span>`;
    return CONTAINERS.has(tag) || this.#preview.titleOf(node) !== null
      ? name
      : html`${name} <span class="soft">${tag}</span>`;
  }

  /** Whether learners see different things in it: an A/B block, or a block that is for some groups only. */
  #differs(seen: SeenNode): boolean {
    let holds = this.#choices.get(seen);
    if (holds === undefined) {
      holds =
        seen.hasDynamicChildren ||
        this.#access.some((each) => each.of(seen.node) !== null) ||
        seen.children.some((child) => this.#differs(child));
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
