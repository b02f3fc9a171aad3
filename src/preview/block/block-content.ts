/** The content of a group or a container: each block with its name, rendered by its kind. */
import type { Block, CourseNode } from '../../index.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { frameBody } from '../content/content-body.js';
import { contentCard } from '../content/content-card.js';
import { containerNote } from '../content/kinds/containers.js';
import { placedFindings } from '../findings/findings-places.js';
import { findingsList } from '../findings/findings-view.js';
import type { Medium } from '../page/medium.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { childrenOf } from '../viewpoint/viewpoint.js';
import { groupClass, groupName, sharesBar, shareText } from './block-share.js';

/** The level of the headings in a group. */
const GROUP_DEPTH = 3;
/** The deepest nesting on one page; deeper blocks are links. */
const DEEPEST = 6;
/** A larger page would be slow to open and too long to read. */
const MOST_BLOCKS = 150;

export interface Rendering {
  readonly preview: PreviewCourse;
  readonly medium: Medium;
  /** A badge beside the name of a block: how it compares with the other groups. */
  readonly mark?: (node: CourseNode) => Piece;
  /** What is printed in place of a leaf; `null` where it is printed as it is shown. */
  readonly paper?: (node: CourseNode) => Piece;
  /** Every block already on the page: no definition is shown twice. */
  readonly rendered: Set<CourseNode>;
}

/** @param depth the level of the heading, at least 2 */
export function content(rendering: Rendering, node: CourseNode, depth: number): Html {
  const { preview, mark } = rendering;
  const level = Math.min(depth, 6);
  const inner = rendering.rendered.has(node)
    ? html`<p class="soft">It is shown above.</p>`
    : rendering.rendered.size >= MOST_BLOCKS
      ? html`<p class="soft">The page has no room for this block; follow its name to see it.</p>`
      : inside(rendering, node, depth);
  return html`<article class="child" aria-label="${preview.nameOf(node)}">
<h${level} class="child-name">${nameLink(rendering, node)} <span class="tag">${node.tag}</span> ${mark?.(node)}</h${level}>
${findingsList(placedFindings(preview).of(node), { place: rendering.medium.place })}
${inner}
</article>`;
}

/** What a group shows. A unit that Studio made for the group alone has no name to be told. */
export function groupContent(
  rendering: Rendering,
  children: readonly CourseNode[],
  depth = GROUP_DEPTH,
): Piece {
  const { preview, medium } = rendering;
  return shownChildren(rendering, children).map((child) =>
    preview.groupUnits.has(child) && child.children.length > 0
      ? [
          findingsList(placedFindings(preview).of(child), { place: medium.place }),
          inside(rendering, child, depth - 1),
        ]
      : content(rendering, child, depth),
  );
}

function nameLink({ preview, medium }: Rendering, node: CourseNode): Piece {
  const name = preview.nameOf(node);
  return medium.isLive || node.block !== null ? html`<a href="${medium.block(node)}">${name}</a>` : name;
}

/** The content of a block, without its name. */
export function inside(rendering: Rendering, node: CourseNode, depth: number): Piece {
  const { preview, medium } = rendering;
  rendering.rendered.add(node);
  if (node.block !== null) return nested(rendering, node, node.block, depth);
  if (node.children.length > 0) {
    return depth >= DEEPEST + 3
      ? html`<p class="soft">There are ${node.children.length} blocks inside.</p>`
      : html`${containerNote(preview, node)}${shownChildren(rendering, node.children).map((child) => content(rendering, child, depth + 1))}`;
  }
  const shown =
    frameBody(preview, node) === null
      ? contentCard(preview, node)
      : medium.frame(node, `${preview.nameOf(node)} (${node.tag})`);
  const printed = rendering.paper?.(node) ?? null;
  return printed === null
    ? shown
    : html`<div class="on-screen">${shown}</div><div class="on-paper">${printed}</div>`;
}

/** An A/B block inside a group, with its groups one below the other. */
function nested(rendering: Rendering, node: CourseNode, block: Block, depth: number): Html {
  // Which learners see what in it is a separate matter: only the block as a whole is compared.
  const { mark: _, paper: __, ...inner } = rendering;
  const seen = rendering.medium.viewpoint?.groupsOf(node, block) ?? block.groups;
  const groups = seen.map((group) => {
    const index = block.groups.indexOf(group);
    const children = depth >= DEEPEST + 3 ? [] : childrenOf(node, block, group);
    return html`<details class="nested ${groupClass(index)}" open><summary class="group-name"><bdi>${groupName(group)}</bdi> <span class="soft">${shareText(group)}</span></summary>
${groupContent(inner, children, depth + 1)}</details>`;
  });
  return html`<p class="soft">An A/B block in this one, ${rendering.medium.place(block.place)}</p>${sharesBar(block)}${groups.length === 0 ? html`<p class="soft">Nothing of it is shown.</p>` : groups}`;
}

/** Without those that the viewpoint does not see. */
export function shownChildren(
  { medium: { viewpoint } }: Pick<Rendering, 'medium'>,
  nodes: readonly CourseNode[],
): readonly CourseNode[] {
  return viewpoint === undefined ? nodes : nodes.filter((node) => viewpoint.sees(node));
}
