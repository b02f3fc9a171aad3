/** What a learner sees: the chosen group's children, nested blocks resolved in turn, up to a whole course. */
import type { Block } from '../olx/block.js';
import type { Course, CourseNode } from '../olx/course.js';
import { displayNameOf } from '../olx/read-course.js';
import type { Decision } from './decision.js';
import type { Runtime } from './runtime.js';

/** A block of the outline as one learner sees it. */
export interface SeenNode {
  readonly tag: string;
  readonly urlName: string | null;
  readonly displayName: string | null;
  /** The file that holds the definition, by the name that places carry. */
  readonly file: string;
  /** The element that the block comes from: pointers resolved; `null` where the file is missing. */
  readonly node: CourseNode;
  /** Is there a definition to show? */
  readonly found: boolean;
  /** True for an A/B block: what is below it differs between learners, so nothing about it can be cached for all. */
  readonly hasDynamicChildren: boolean;
  /** For an A/B block: what this learner got, and why. It shows nothing itself, only its children. */
  readonly decision: Decision | null;
  readonly children: readonly SeenNode[];
}

/** Asks for a decision: `runtime.peek` to look, `runtime.assign` to keep. */
export type Decide = (block: Block) => Promise<Decision>;

/**
 * The children of an A/B block that a learner sees, in document order; an A/B block among them is replaced by
 * its own chosen children. Nothing is stored when `decide` is a peek.
 */
export async function childrenOf(course: Course, node: CourseNode, decide: Decide): Promise<SeenNode[]> {
  const { children } = await see(course, node, decide, new Set());
  return flat(children);
}

/** The whole course as a learner sees it, A/B blocks with what was decided in them. Drafts are not shown. */
export async function outlineFor(
  course: Course,
  runtime: Runtime,
  learner: string,
): Promise<SeenNode | null> {
  return course.root === null
    ? null
    : see(course, course.root, (block) => runtime.peek(block, learner), new Set());
}

/** A/B blocks show nothing themselves: their place is taken by their children. */
function flat(nodes: readonly SeenNode[]): SeenNode[] {
  return nodes.flatMap((node) => (node.hasDynamicChildren ? flat(node.children) : [node]));
}

async function see(
  course: Course,
  node: CourseNode,
  decide: Decide,
  above: Set<CourseNode>,
): Promise<SeenNode> {
  const decision = node.block === null ? null : await decide(node.block);
  const children: SeenNode[] = [];
  above.add(node);
  for (const child of visible(node, decision)) {
    if (!above.has(child)) children.push(await see(course, child, decide, above));
  }
  above.delete(node);
  return {
    tag: node.tag,
    urlName: node.urlName,
    displayName: displayNameOf(course, node),
    file: course.files.display(node.path),
    node,
    found: node.target === 'inline' || node.target === 'found',
    hasDynamicChildren: node.block !== null,
    decision,
    children,
  };
}

function visible(node: CourseNode, decision: Decision | null): readonly CourseNode[] {
  if (node.block === null) return node.children;
  const shown = decision?.shown ?? null;
  if (shown === null) return [];
  return shown.children.flatMap((child) => {
    const found = node.children.find(
      (each) => each.pointer === child.element || each.element === child.element,
    );
    return found === undefined ? [] : [found];
  });
}
