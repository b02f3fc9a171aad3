/** The order of blocks in a course, as learners meet them: drafts and blocks that nothing points to come last. */
import type { CourseNode } from '../../index.js';
import type { PreviewCourse } from '../page/preview-course.js';

const known = new WeakMap<PreviewCourse, ReadonlyMap<CourseNode, number>>();

export function inCourseOrder<Placed extends { readonly node: CourseNode }>(
  preview: PreviewCourse,
  blocks: readonly Placed[],
): Placed[] {
  let ranks = known.get(preview);
  if (ranks === undefined) {
    ranks = ranksOf(preview);
    known.set(preview, ranks);
  }
  const rankOf = ({ node }: Placed): number => ranks.get(node) ?? ranks.size;
  return [...blocks].sort((a, b) => rankOf(a) - rankOf(b));
}

function ranksOf({ course: { root, drafts, orphans } }: PreviewCourse): Map<CourseNode, number> {
  const ranks = new Map<CourseNode, number>();
  const open = [...(root === null ? [] : [root]), ...drafts, ...orphans].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (ranks.has(node)) continue;
    ranks.set(node, ranks.size);
    for (let index = node.children.length - 1; index >= 0; index -= 1) open.push(node.children[index]!);
  }
  return ranks;
}
