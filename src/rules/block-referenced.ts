/** The rule `block-referenced`: the course leads to every A/B block. */
import { distance } from '../diagnostics/nearest.js';
import type { Course, CourseNode } from '../olx/course/course.js';
import { definitionPath } from '../olx/course/names.js';
import { isAbTag, isLeaf, isUnit } from '../olx/course/tags.js';
import type { Rule } from './rule.js';

export const blockReferenced: Rule = {
  id: 'block-referenced',
  severity: 'warning',
  summary: 'Something in the course points to the file of an A/B block.',
  checkCourse(course, report) {
    if (!isWhollyRead(course)) return;
    const unknown = unknownPointers(course);
    for (const { node, block } of course.blocks) {
      const tops = topsOf(node);
      if (tops.some((top) => top === course.root || (top.draft && isUnit(top.tag)))) continue;
      const [top = node] = tops;
      report({
        place: node.place,
        message:
          top === node
            ? `Nothing points to ${node.path}, so no learner sees this ${block.kind}`
            : `Nothing points to ${top.path}, which leads to this ${block.kind}: no learner sees it`,
        hint: pointerMeant(top, unknown) ?? `Point to it where it belongs, or delete ${top.path}.`,
      });
    }
  },
};

/** A pointer with the name of the file and a misspelt tag: `<ab_test url_name="x"/>`. */
function pointerMeant({ tag, path }: CourseNode, unknown: UnknownPointers): string | undefined {
  const found = unknown.get(path.slice(tag.length))?.find((each) => isMisspelt(each.tag, tag));
  if (found === undefined) return undefined;
  const { file, start } = found.place;
  return `Write <${tag} url_name="${found.urlName}"/> in ${file}, line ${start.line}, where <${found.tag}> is.`;
}

/** Pointers of kinds that Open edX itself does not have, by the path of their file without its first folder. */
type UnknownPointers = ReadonlyMap<string, readonly CourseNode[]>;

function unknownPointers({ nodes }: Course): UnknownPointers {
  const found = new Map<string, CourseNode[]>();
  for (const node of nodes) {
    if (node.target !== 'unknown' || node.urlName === null) continue;
    const path = definitionPath('', node.urlName);
    const known = found.get(path);
    if (known === undefined) found.set(path, [node]);
    else known.push(node);
  }
  return found;
}

function isMisspelt(written: string, tag: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[-_]/g, '');
  return written !== tag && distance(plain(written), plain(tag), 3) < 3;
}

/** What a file that cannot be read, or is not there, points to is not known. */
function isWhollyRead({ root, nodes, rootFindings }: Course): boolean {
  if (root === null || root.element === null || rootFindings.length > 0) return false;
  return nodes.every(
    ({ target, element, tag }) =>
      isLeaf(tag) || (target === 'found' ? element !== null : target !== 'missing' || isAbTag(tag)),
  );
}

/** The nodes without parents from which the outline leads to a node. */
function topsOf(node: CourseNode): CourseNode[] {
  const seen = new Set<CourseNode>();
  const queue = [node];
  for (const each of queue) {
    if (seen.has(each)) continue;
    seen.add(each);
    queue.push(...each.parents);
  }
  return [...seen].filter((each) => each.parents.length === 0);
}
