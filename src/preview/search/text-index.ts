/** The texts of the blocks of a course, read once for a search and in steps, so that other requests are answered meanwhile. */
import type { CourseNode } from '../../index.js';
import { inSlices } from '../../internal/content.js';
import { definitionOf } from '../content/content-source.js';
import { textOfMarkup } from '../content/content-text.js';
import type { PreviewCourse } from '../page/preview-course.js';

/** Of longer texts the rest is not searched. */
const MOST_LETTERS = 100_000;

const known = new WeakMap<PreviewCourse, Promise<ReadonlyMap<CourseNode, string>>>();

/** The readable text of every block without children, as it was written. */
export function textIndex(preview: PreviewCourse): Promise<ReadonlyMap<CourseNode, string>> {
  let index = known.get(preview);
  if (index === undefined) {
    index = read(preview);
    known.set(preview, index);
  }
  return index;
}

async function read(preview: PreviewCourse): Promise<ReadonlyMap<CourseNode, string>> {
  const texts = new Map<CourseNode, string>();
  await inSlices(preview.course.nodes, (node) => {
    if (node.children.length > 0 || node.block !== null) return;
    const content = definitionOf(preview.course, node);
    const markup = content?.html ?? content?.xml;
    if (markup !== undefined && markup !== null) texts.set(node, textOfMarkup(markup.slice(0, MOST_LETTERS)));
  });
  return texts;
}
