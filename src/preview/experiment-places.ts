/** Where blocks stand: the way to them through the course, their place in its files, and what the rules say about them. */
import { type CourseBlock, type CourseNode, type Diagnostic, formatPlace, visible } from '../index.js';
import { type Html, html } from './html.js';
import type { Medium } from './medium.js';
import type { PreviewCourse } from './preview-course.js';

export function placesOf(preview: PreviewCourse, medium: Medium, blocks: readonly CourseBlock[]): Html {
  const items = blocks.map(({ node, block }) => {
    const way = wayTo(node).map((each) => visible(preview.nameOf(each)));
    return html`<li><a href="${medium.block(node)}">${visible(preview.nameOf(node))}</a>
<span class="soft">${way.length > 0 && `in ${way.join(' › ')}`}<br><span class="code">${visible(block.place.file)}:${block.place.start.line}</span></span></li>`;
  });
  return html`<ul class="places">${items}</ul>`;
}

/** What holds the block, the course left out; of several ways the first. */
function wayTo(node: CourseNode): CourseNode[] {
  const way: CourseNode[] = [];
  for (let above = node.parents[0]; above !== undefined && !way.includes(above); above = above.parents[0]) {
    if (above.parents.length > 0) way.unshift(above);
  }
  return way;
}

/** The errors inside the block, which keep it from assigning anybody. */
export function troubleOf({ diagnostics }: PreviewCourse, { block }: CourseBlock): Html {
  const { file, start } = block.place;
  const end = block.element.place.end.offset;
  const isInside = ({ place, severity }: Diagnostic): boolean =>
    severity === 'error' &&
    place.file === file &&
    place.start.offset >= start.offset &&
    place.start.offset < end;
  const items = diagnostics
    .filter(isInside)
    .map(
      (each) =>
        html`<li><span class="badge error">error</span> ${visible(each.message)}. <span class="soft">${visible(each.hint)} (<span class="code">${visible(formatPlace(each.place))}</span>)</span></li>`,
    );
  return html`<ul>${items}</ul>`;
}
