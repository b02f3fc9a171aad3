/** One entry of the outline: its name, its badges, its findings, and its children. */

import { type Html, html, type Piece } from '../../presentation/html.js';
import { groupClass } from '../block/block-share.js';
import { countBadges, findingsList } from '../findings/findings-view.js';
import type { Medium } from '../page/medium.js';
import type { PreviewCourse } from '../page/preview-course.js';
import type { Branch } from './outline-tree.js';

interface Listing {
  readonly preview: PreviewCourse;
  readonly medium: Medium;
  /** During a search everything that was found is expanded. */
  readonly isSearch: boolean;
}

/** Below these the outline is collapsed at first, unless there is something to show. */
const UNITS = new Set(['vertical', 'unit', 'problem', 'library_content', 'itembank']);

export function branchItem(listing: Listing, branch: Branch): Html {
  const { node, findings, groups, words } = branch;
  return html`<li${node.block !== null && html` class="ab"`} data-words="${words}"><p class="row">${nameLink(listing, branch)} <span class="tag">${node.tag}</span>${marks(listing, branch)}</p>${findingsList(
    findings,
    { place: listing.medium.place },
  )}${groups.length > 0 && below(listing, branch)}</li>`;
}

/** The name is outside the summary, since a summary must not contain a link. */
function below(listing: Listing, branch: Branch): Html {
  const { preview, isSearch } = listing;
  const { node, groups } = branch;
  const isOpen = isSearch || !UNITS.has(node.tag) || branch.hasBlock || countOf(branch) > 0;
  const lists = groups.map(({ title, index, branches }) => {
    const items = html`<ul>${branches.map((each) => branchItem(listing, each))}</ul>`;
    return title === null
      ? items
      : html`<div class="group${index !== null && ` ${groupClass(index)}`}"><p class="group-name">${title}</p>${items}</div>`;
  });
  return html`<details data-key="${preview.idOf(node)}"${isOpen && html` open`}><summary><span class="visually-hidden">Inside ${preview.nameOf(node)}</span></summary>${lists}</details>`;
}

function nameLink({ preview, medium }: Listing, { node }: Branch): Piece {
  const name = preview.nameOf(node);
  return medium.isLive || node.block !== null
    ? html`<a href="${medium.block(node)}">${name}</a>`
    : html`<bdi>${name}</bdi>`;
}

function marks({ medium }: Listing, branch: Branch): Piece {
  const { node } = branch;
  const isLost = node.target === 'missing' || node.target === 'outside';
  return html`${node.block !== null && html` <span class="badge ab-mark">A/B · <bdi>${node.block.experiment ?? 'no experiment'}</bdi></span>`}${
    isLost && html` <span class="badge">missing</span>`
  }${branch.isAgain && html` <span class="soft">shown above</span>`}${countBadges(branch.counts, medium.findings?.(node))}`;
}

function countOf({ counts }: Branch): number {
  return counts.error + counts.warning + counts.info;
}
