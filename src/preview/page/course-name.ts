/** The name of a course for people. */
import type { PreviewCourse } from './preview-course.js';

/** Its display name; the file or folder where it has none, and for files of single blocks. */
export function courseName({ course, nameOf }: PreviewCourse): string {
  const { root } = course;
  if (root === null) return course.label;
  const name = nameOf(root);
  return course.kind === 'blocks' || name === root.tag ? course.label : name;
}
