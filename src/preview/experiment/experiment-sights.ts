/** What each group of an experiment sees, place by place, in words. */
import type { CourseBlock, Experiment } from '../../index.js';
import { assignableName, visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { groupClass } from '../block/block-share.js';
import { blockDiffers, shownWords } from '../differs/block-differs.js';
import type { Medium } from '../page/medium.js';
import { type PreviewCourse, wayTo } from '../page/preview-course.js';
import { inCourseOrder } from '../start/course-order.js';
import { shownArms } from '../viewpoint/shown-arms.js';
import { absenceOf, absenceText } from '../viewpoint/shown-blocks.js';
import { groupWithKey } from '../viewpoint/viewpoint.js';

/** With more groups a table would be wider than a page; the pages of the blocks have all of them. */
const MOST_GROUPS = 6;

/** A table with a row for each place and a column for each group; a viewpoint leaves out the other groups. */
export function sightsTable(preview: PreviewCourse, medium: Medium, experiment: Experiment): Piece {
  const { viewpoint } = medium;
  const blocks = inCourseOrder(preview, experiment.blocks).filter(
    ({ node }) => viewpoint?.sees(node) !== false,
  );
  const all = shownArms(experiment).map(({ arm }) => arm);
  const arms = all.filter(({ key }) => {
    const decided = blocks.find(({ node }) => viewpoint?.decides(node));
    return (
      decided === undefined ||
      viewpoint!
        .groupsOf(decided.node, decided.block)
        .some((group) => group === groupWithKey(decided.block, key))
    );
  });
  const columns = arms.slice(0, MOST_GROUPS);
  const heads = columns.map((arm) => {
    const colour = groupClass(experiment.block.groups.indexOf(arm.group));
    return html`<th scope="col" class="${colour}"><span class="group-name">${assignableName(arm)}</span></th>`;
  });
  const rows = blocks.map((each) => {
    const cells = columns.map(
      (arm) => html`<td data-head="${assignableName(arm)}">${sight(preview, each, arm.key)}</td>`,
    );
    return html`<tr><th scope="row">${place(preview, medium, each)}</th><td class="in-summary">${blockDiffers(preview, each.node, each.block).sentence}</td>${cells}</tr>`;
  });
  const more = arms.length - columns.length;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="What each group of ${visible(experiment.name)} sees"><table class="sights">
<thead><tr><th scope="col">Where</th><th scope="col" class="in-summary">What differs</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>
${more > 0 && html`<p class="soft">${more} more groups are on the pages of the blocks.</p>`}`;
}

function sight(preview: PreviewCourse, { node, block }: CourseBlock, key: string): Piece {
  const group = groupWithKey(block, key);
  const index = group === null ? -1 : block.groups.indexOf(group);
  const variant = blockDiffers(preview, node, block).variants.find(({ groups }) => groups.includes(index));
  if (group === null || variant === undefined) return html`<span class="soft">no such group here</span>`;
  const absence = variant.leaves.length === 0 ? absenceOf(preview, node, block, group) : null;
  if (absence !== null)
    return html`<span class="${absence.fails ? 'broken-mark' : 'soft'}">${absenceText(absence)}</span>`;
  if (variant.leaves.length === 0) return html`<span class="soft">nothing</span>`;
  return shownWords(preview, variant.leaves);
}

function place(preview: PreviewCourse, medium: Medium, { node, block }: CourseBlock): Html {
  const way = wayTo(preview, node).map((each) => visible(preview.nameOf(each)));
  return html`<a href="${medium.block(node)}">${visible(preview.nameOf(node))}</a><br><span class="soft">${way.join(' › ')}<span class="places-file"><br>${medium.place(block.place)}</span></span>`;
}
