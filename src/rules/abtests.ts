/** Which blocks of a course are inside an abtest, which the import of today keeps as text. */
import type { Course, CourseNode } from '../olx/course/course.js';

const found = new WeakMap<Course, ReadonlySet<CourseNode>>();

/** The abtests of a course and every block below one; collected once for each course. */
export function nodesInAbtests(course: Course): ReadonlySet<CourseNode> {
  const known = found.get(course);
  if (known !== undefined) return known;
  const inside = new Set<CourseNode>();
  const waiting = course.nodes.filter(({ tag }) => tag === 'abtest');
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (inside.has(node)) continue;
    inside.add(node);
    waiting.push(...node.children);
  }
  found.set(course, inside);
  return inside;
}
