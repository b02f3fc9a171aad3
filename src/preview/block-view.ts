/** One block: of an A/B block its groups side by side, of any other what it shows and holds. */
import type { CourseNode } from '../index.js';
import { html } from './html.js';
import type { Medium, View } from './medium.js';
import type { PreviewCourse } from './preview-course.js';

export function blockView(preview: PreviewCourse, medium: Medium, node: CourseNode): View {
  void medium;
  return { title: preview.nameOf(node), body: html`<h1>${preview.nameOf(node)}</h1>` };
}
