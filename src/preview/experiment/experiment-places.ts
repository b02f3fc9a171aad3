/** The places of blocks: the way to them through the course, their place in its files, and their findings. */
import type { CourseBlock, Experiment } from '../../index.js';
import { visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { placedFindings } from '../findings/findings-places.js';
import { findingsList } from '../findings/findings-view.js';
import type { Medium } from '../page/medium.js';
import { type PreviewCourse, wayTo } from '../page/preview-course.js';

/** What the author says of the experiment: the description of its partition. @param style a further class */
export function descriptionOf({ block }: Experiment, style: string): Piece {
  const text = block.kind === 'split_test' ? (block.partition?.description ?? '').trim() : '';
  return text !== '' && html`<p class="soft ${style}"><bdi>${visible(text)}</bdi></p>`;
}

export function placesOf(preview: PreviewCourse, medium: Medium, blocks: readonly CourseBlock[]): Html {
  const items = blocks.map(({ node, block }) => {
    const way = wayTo(preview, node).map((each) => visible(preview.nameOf(each)));
    return html`<li><a href="${medium.block(node)}">${visible(preview.nameOf(node))}</a>
<span class="soft">${way.length > 0 && `in ${way.join(' › ')}`}<br><span class="code">${visible(block.place.file)}:${block.place.start.line}</span></span></li>`;
  });
  return html`<ul class="places">${items}</ul>`;
}

/** The findings about the block; with errors it cannot assign learners. */
export function errorsOf(preview: PreviewCourse, { node }: CourseBlock): Piece {
  const errors = placedFindings(preview)
    .of(node)
    .filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return findingsList(errors, { open: true });
  return html`<p class="soft">There are no findings about this block; there may be some about the whole course.</p>`;
}
