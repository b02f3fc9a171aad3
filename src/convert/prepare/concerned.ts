/** What of a course its experiments concern: the blocks, what is in them, and what they are in. */
import { usageParts } from '../../olx/block/split-test.js';
import type { Course, CourseNode } from '../../olx/course/course.js';
import { definitionPath } from '../../olx/course/names.js';
import { pointerName } from '../../olx/course/pointer.js';
import type { XmlElement } from '../../xml/node.js';
import type { BlockTag } from '../conversion.js';

export class Concerned {
  readonly nodes: ReadonlySet<CourseNode>;
  readonly #byElement = new Map<XmlElement, CourseNode>();
  readonly #byPath = new Map<string, CourseNode>();

  constructor(course: Course, tag: BlockTag) {
    const blocks = course.nodes.filter((node) => node.tag === tag);
    const above = reached(blocks, (node) => node.parents);
    this.nodes = new Set([
      ...(course.root === null ? [] : [course.root]),
      ...above,
      ...reached(blocks, (node) => node.children),
      ...reached(parentsOfDrafts(course, above), (node) => node.parents),
    ]);
    for (const node of this.nodes) {
      if (node.element !== null) this.#byElement.set(node.element, node);
      if (node.target === 'found') this.#byPath.set(node.path, node);
    }
  }

  /** Does the element define a block that an experiment concerns? */
  has(element: XmlElement): boolean {
    return this.#byElement.has(element);
  }

  /** The block that an element defines or points to. */
  nodeAt(element: XmlElement, prefix: string): CourseNode | undefined {
    const own = this.#byElement.get(element);
    const name = own === undefined ? pointerName(element) : null;
    if (name === null) return own;
    const path = definitionPath(element.name, name);
    return this.#byPath.get(prefix + path) ?? this.#byPath.get(path);
  }
}

/** The published blocks that drafts name as their parents: without them the drafts are lost. */
function parentsOfDrafts({ nodes }: Course, above: ReadonlySet<CourseNode>): CourseNode[] {
  const urls = [...above].flatMap(({ draft, element }) => (draft ? (parentUrl(element) ?? []) : []));
  if (urls.length === 0) return [];
  const keys = new Set(urls.map(usageParts).map((parts) => `${parts?.tag}/${parts?.name}`));
  return nodes.filter(({ draft, tag, urlName }) => !draft && keys.has(`${tag}/${urlName}`));
}

function parentUrl(element: XmlElement | null): string | undefined {
  return element?.get('parent_url') ?? element?.get('parent_sequential_url') ?? undefined;
}

function reached(
  start: readonly CourseNode[],
  next: (node: CourseNode) => readonly CourseNode[],
): Set<CourseNode> {
  const found = new Set(start);
  for (const node of found) for (const each of next(node)) found.add(each);
  return found;
}
