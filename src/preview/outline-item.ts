/** One entry of the outline: its name, what marks it, its findings, and what is below it. */
import { groupClass } from './block-share.js';
import { countBadges, findingsList } from './findings-view.js';
import { type Html, html, type Piece } from './html.js';
import type { Medium } from './medium.js';
import type { Branch } from './outline-tree.js';
import type { PreviewCourse } from './preview-course.js';

export interface Listing {
  readonly preview: PreviewCourse;
  readonly medium: Medium;
  /** Then all that was found stands open. */
  readonly isSearch: boolean;
}

/** Below these the outline is closed at first, unless there is something to see. */
const UNITS = new Set(['vertical', 'unit', 'problem', 'library_content', 'itembank']);

export function branchItem(listing: Listing, branch: Branch): Html {
  const { preview } = listing;
  const { node, findings, groups, isAgain, words } = branch;
  const name = html`<span class="row">${nameLink(listing, branch)} <span class="tag">${node.tag}</span>${marks(branch)}</span>`;
  const below = groups.map(({ title, branches }, index) => {
    const items = html`<ul>${branches.map((each) => branchItem(listing, each))}</ul>`;
    return title === null
      ? items
      : html`<div class="group ${groupClass(index)}"><p class="group-name">${title}</p>${items}</div>`;
  });
  const isOpen = listing.isSearch || !UNITS.has(node.tag) || branch.hasBlock || countOf(branch) > 0;
  const inside =
    groups.length === 0
      ? name
      : html`<details data-key="${preview.idOf(node)}"${isOpen && html` open`}><summary>${name}</summary>${findingsList(findings)}${below}</details>`;
  return html`<li${node.block !== null && html` class="ab"`} data-words="${words}">${inside}${groups.length === 0 && findingsList(findings)}${
    isAgain && html` <span class="soft">(shown above)</span>`
  }</li>`;
}

function nameLink({ preview, medium }: Listing, { node }: Branch): Piece {
  const name = preview.nameOf(node);
  return medium.isLive || node.block !== null
    ? html`<a href="${medium.block(node)}">${name}</a>`
    : html`<span>${name}</span>`;
}

function marks(branch: Branch): Piece {
  const { node } = branch;
  const isLost = node.target === 'missing' || node.target === 'outside';
  return html`${node.block !== null && html` <span class="badge ab-mark">A/B · ${node.block.experiment ?? 'no experiment'}</span>`}${
    isLost && html` <span class="badge">not there</span>`
  }${countBadges(branch.counts)}`;
}

function countOf({ counts }: Branch): number {
  return counts.error + counts.warning + counts.info;
}
