/** A table of A/B blocks: where each is, what its groups show differently, which groups show the same, and its findings. */
import type { Block, CourseBlock, CourseNode } from '../../index.js';
import { divisionOf } from '../../index.js';
import { visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { blockDiffers, shownWords } from '../differs/block-differs.js';
import { placedFindings } from '../findings/findings-places.js';
import { countBadges, countsOf } from '../findings/findings-view.js';
import type { Medium } from '../page/medium.js';
import { type PreviewCourse, wayTo } from '../page/preview-course.js';
import { absenceOf, absenceText, lossOf, shownBy } from '../viewpoint/shown-blocks.js';
import { childrenOf } from '../viewpoint/viewpoint.js';
import { inCourseOrder } from './course-order.js';

/** A block, or what is left of one whose file cannot be read. */
interface PlacedBlock {
  readonly node: CourseNode;
  readonly block: Block | null;
}

/** @param label the name of the table for screen readers */
export function placeTable(
  preview: PreviewCourse,
  medium: Medium,
  label: string,
  blocks: readonly CourseBlock[],
  lost: readonly CourseNode[] = [],
): Html {
  const { viewpoint } = medium;
  const all: readonly PlacedBlock[] = inCourseOrder(preview, [
    ...blocks,
    ...lost.map((node) => ({ node, block: null })),
  ]);
  const seen = viewpoint === undefined ? all : all.filter(({ node }) => viewpoint.sees(node));
  const away = all.length - seen.length;
  const hasFindings = seen.some(({ node }) => placedFindings(preview).within(node).length > 0);
  const rows = seen.map((each) => row(preview, medium, each, hasFindings));
  const isDecided = seen.some(({ node }) => viewpoint?.decides(node));
  const table =
    rows.length > 0 &&
    html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="places">
<thead><tr><th scope="col">Where</th><th scope="col">${isDecided ? 'What is seen' : 'What differs'}</th>${hasFindings && html`<th scope="col">Findings</th>`}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
  return html`${table}${away > 0 && html`<p class="soft">${away === 1 ? 'One place is' : `${away} places are`} inside content that ${viewpoint?.kind === 'learner' ? 'this learner' : 'this group'} does not see.</p>`}`;
}

function row(preview: PreviewCourse, medium: Medium, each: PlacedBlock, hasFindings: boolean): Html {
  const { node, block } = each;
  const isBroken = block === null || divisionOf(block) === null;
  const findings = placedFindings(preview).within(node);
  const badges = countBadges(countsOf(findings), medium.findings?.(node) ?? medium.block(node));
  return html`<tr${isBroken && html` class="broken"`}><th scope="row"><a href="${medium.block(node)}">${preview.nameOf(node)}</a>${where(preview, medium, node)}</th>
<td>${block === null ? loss(preview, node) : isBroken ? trouble(preview, node) : differs(preview, medium, node, block)}</td>
${hasFindings && html`<td class="counts">${badges}</td>`}</tr>`;
}

/** All levels above the block, or its file where it has none. */
function where(preview: PreviewCourse, medium: Medium, node: CourseNode): Piece {
  const way = wayTo(preview, node).map((each, index) => {
    const name = html`<bdi>${preview.nameOf(each)}</bdi>`;
    return [index > 0 && ' › ', medium.isLive ? html`<a href="${medium.block(each)}">${name}</a>` : name];
  });
  return html` <span class="where soft">${way.length > 0 ? way : medium.place(node.place)}${node.draft && html` <span class="badge">draft</span>`}</span>`;
}

function differs(preview: PreviewCourse, medium: Medium, node: CourseNode, block: Block): Piece {
  const { viewpoint } = medium;
  if (viewpoint?.decides(node)) {
    const [group] = viewpoint.groupsOf(node, block);
    const leaves = group === undefined ? [] : shownBy(preview, childrenOf(node, block, group));
    const seen = leaves.filter((leaf) => viewpoint.sees(leaf));
    if (seen.length > 0) return shownWords(preview, seen);
    const absence = group === undefined ? null : absenceOf(preview, node, block, group);
    return html`<span class="soft">${absence === null ? 'sees nothing' : absenceText(absence)}</span>`;
  }
  const { sentence, variants } = blockDiffers(preview, node, block);
  const same =
    variants.length < 2
      ? []
      : variants.filter(({ groups, leaves }) => groups.length > 1 && leaves.length > 0);
  return html`${sentence}${same.length > 0 && html` <span class="soft same-groups">${same.map(({ name }) => html`<span>${name} see the same</span> `)}</span>`}`;
}

function loss(preview: PreviewCourse, node: CourseNode): Html {
  return html`<strong class="broken-mark">✖ lost</strong>: ${lossOf(preview, node)}`;
}

/** Why a block can assign no learner: its first error, else that it cannot. */
function trouble(preview: PreviewCourse, node: CourseNode): Html {
  const error = placedFindings(preview)
    .of(node)
    .find(({ severity }) => severity === 'error');
  return html`<strong class="broken-mark">✖ shows nothing</strong> ${error === undefined ? 'This block cannot assign learners.' : `${visible(error.message)}.`}`;
}
