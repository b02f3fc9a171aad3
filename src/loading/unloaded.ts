/** The files of a course that neither the import nor the outline comes to. */
import type { Course, CourseNode } from '../olx/course/course.js';
import { definitionPath } from '../olx/course/names.js';
import { importOutcome } from './outcome.js';

const loaded = new WeakMap<Course, ReadonlySet<string> | null>();

/** Does no pointer lead to the file? Returns false where the import ends early and this cannot be determined. */
export function isUnloaded(course: Course, file: string): boolean {
  if (course.kind !== 'course' || !file.endsWith('.xml')) return false;
  const known = loaded.get(course) ?? loadedFiles(course);
  loaded.set(course, known);
  return known !== null && !known.has(file);
}

function loadedFiles(course: Course): ReadonlySet<string> | null {
  const { texts, root } = importOutcome(course);
  if (root === null) return null;
  const { files } = course;
  const found = new Set<string>();
  for (const path of files.paths()) if (texts.isAsked(path)) found.add(files.display(path));
  const useless = new Set(course.orphans);
  for (const node of course.nodes) if (!isBelow(node, useless)) addFiles(course, node, found);
  return found;
}

/** Is the node, or everything that leads to it, of no use? */
function isBelow(node: CourseNode, useless: Set<CourseNode>): boolean {
  if (useless.has(node)) return true;
  // Nodes are listed parents first.
  const isUseless = node.parents.length > 0 && node.parents.every((each) => useless.has(each));
  if (isUseless) useless.add(node);
  return isUseless;
}

/** The file that the node is in, and the one that its pointer names, be it readable or not. */
function addFiles({ files }: Course, node: CourseNode, found: Set<string>): void {
  found.add(files.display(node.path));
  if (node.pointer === null || node.urlName === null) return;
  const path = definitionPath(node.tag, node.urlName);
  for (const each of [path, `drafts/${path}`]) if (files.has(each)) found.add(files.display(each));
}
