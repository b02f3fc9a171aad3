/** What is wrong with an experiment: blocks that are lost, portions that differ from block to block, and the findings of its blocks. */
import { type CourseNode, divisionOf, type Experiment } from '../../index.js';
import { assignableName, visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { isNoGroup, shareText } from '../block/block-share.js';
import { placedFindings } from '../findings/findings-places.js';
import { countBadges, countsOf } from '../findings/findings-view.js';
import type { Medium } from '../page/medium.js';
import { type PreviewCourse, wayTo } from '../page/preview-course.js';
import { lostOf } from '../start/lost-blocks.js';
import { otherPortions } from '../viewpoint/shown-arms.js';
import { lossOf } from '../viewpoint/shown-blocks.js';

/** Empty where nothing is wrong. */
export function troubleSection(preview: PreviewCourse, medium: Medium, experiment: Experiment): Piece {
  const placed = placedFindings(preview);
  const lost = lostOf(preview, experiment).map(
    (node) =>
      html`<li><strong class="broken-mark">✖ lost</strong>: ${lossOf(preview, node)} <span class="soft">${placeLink(preview, medium, node)}, ${medium.place(node.place)}</span></li>`,
  );
  const uneven = otherPortions(experiment).map(({ node, block }) => {
    const shares = (divisionOf(block)?.groups ?? [])
      .filter(({ group }) => !isNoGroup(group))
      .map((arm) => `${assignableName(arm)} ${shareText(arm.group)}`);
    return html`<li>${placeLink(preview, medium, node)} has other portions: ${shares.join(', ')}</li>`;
  });
  const found = experiment.blocks
    .filter(({ node }) => placed.within(node).length > 0)
    .map(
      ({ node }) =>
        html`<li>${placeLink(preview, medium, node)} ${countBadges(countsOf(placed.within(node)), medium.findings?.(node) ?? medium.block(node))} <span class="soft">${visible(placed.within(node)[0]!.message)}</span></li>`,
    );
  if (lost.length + uneven.length + found.length === 0) return null;
  return html`<section><h2>Findings</h2><ul class="broken">${lost}${uneven}${found}</ul></section>`;
}

function placeLink(preview: PreviewCourse, medium: Medium, node: CourseNode): Html {
  const way = wayTo(preview, node).map((each) => visible(preview.nameOf(each)));
  return html`<a href="${medium.block(node)}">${visible(preview.nameOf(node))}</a>${way.length > 0 && html` <span class="soft">${way.join(' › ')}</span>`}`;
}
