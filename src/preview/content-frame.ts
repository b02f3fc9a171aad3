/** The document inside a content frame: foreign HTML, or a problem as a form, with a head of our own. */
import type { CourseNode } from '../index.js';
import type { PreviewCourse } from './preview-course.js';

export interface FrameOptions {
  /**
   * The address under which a file of the course's folder `static/` is shown, such as `/static/a.png` or a data: URI;
   * `path` is relative to that folder. `null` where it cannot be shown.
   */
  asset(path: string): string | null;
}

/** A whole HTML document. It must be shown in a sandboxed frame only: what the author wrote stands in it as it is. */
export function frameDocument(preview: PreviewCourse, node: CourseNode, options: FrameOptions): string {
  void preview;
  void node;
  void options;
  return '';
}
