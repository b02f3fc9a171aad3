/** What a learner sees: the chosen group's children with nested blocks resolved in turn, up to a whole course. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import type { Place } from '../diagnostics/source.js';
import type { Block, Child } from '../olx/block/block.js';
import type { Course, CourseNode } from '../olx/course/course.js';
import { displayNameOf } from '../olx/course/read-course.js';
import { isAbTag, isSetting } from '../olx/course/tags.js';
import type { XmlElement } from '../xml/node.js';
import type { Decision } from './decision.js';

/** A block of the outline as one learner sees it. */
export interface SeenNode {
  readonly tag: string;
  readonly urlName: string | null;
  readonly displayName: string | null;
  /** The file that holds the definition, as in `Place.file`. */
  readonly file: string;
  /** The element that defines the block, with pointers resolved; for `contentOf`. */
  readonly node: CourseNode;
  /** Whether there is a definition to show. */
  readonly found: boolean;
  /** True for an A/B block: its children differ between learners, so nothing about it can be cached for all. */
  readonly hasDynamicChildren: boolean;
  /** For an A/B block that was found: what this learner gets, and why. The block itself shows nothing, only its children. */
  readonly decision: Decision | null;
  readonly children: readonly SeenNode[];
}

export type Decide = (block: Block) => Promise<Decision>;

/** Blocks, each counted as often as it is shown: pointers that share definitions can multiply exponentially. */
const MOST_SEEN = 100_000;

/**
 * A node as a learner sees it, with everything below it.
 * @throws AbtestError `course-refused` when that is more than `MOST_SEEN` blocks
 */
export function see(course: Course, node: CourseNode, decide: Decide): Promise<SeenNode> {
  return new Seeing(course, decide).node(node);
}

/** A/B blocks show nothing themselves: each is replaced by its children. */
export function childrenOnly(nodes: readonly SeenNode[]): SeenNode[] {
  return nodes.flatMap((node) => (node.hasDynamicChildren ? childrenOnly(node.children) : [node]));
}

class Seeing {
  readonly #course: Course;
  readonly #decide: Decide;
  #seen = 0;

  constructor(course: Course, decide: Decide) {
    this.#course = course;
    this.#decide = decide;
  }

  async node(node: CourseNode): Promise<SeenNode> {
    this.#seen += 1;
    if (this.#seen > MOST_SEEN) throw tooMany(node.place);
    const decision = node.block === null ? null : await this.#decide(node.block);
    const children: SeenNode[] = [];
    // In sequence: the first block of an experiment decides for those that follow.
    for (const child of visibleIn(node, decision)) {
      children.push(await this.node(child));
    }
    return {
      tag: node.tag,
      urlName: node.urlName,
      displayName: displayNameOf(this.#course, node),
      file: this.#course.files.display(node.path),
      node,
      found: node.target === 'inline' || node.target === 'found',
      hasDynamicChildren: isAbTag(node.tag),
      decision,
      children,
    };
  }
}

/** The A/B blocks that a learner may meet at a node or below it, each once. */
export function blocksWithin(node: CourseNode): Block[] {
  const met = new Set<CourseNode>([node]);
  // The set grows while it is read.
  for (const each of met) for (const child of each.children) met.add(child);
  return [...met].flatMap(({ block }) => block ?? []);
}

function tooMany({ file, start }: Place): AbtestError {
  const message = `${file}:${start.line}: the same blocks are shown repeatedly, more than ${MOST_SEEN.toLocaleString('en')} in all`;
  return new AbtestError('course-refused', message, { hint: 'Point to the same block fewer times.' });
}

function visibleIn(node: CourseNode, decision: Decision | null): readonly CourseNode[] {
  if (node.block === null) return node.children;
  const children: readonly Child[] = decision?.shown?.children ?? [];
  const nodes = nodesByElement(node, node.block);
  return children.flatMap(({ element }) => nodes.get(element) ?? []);
}

/**
 * A node for each element inside a block, matched by order: when several pointers lead to one definition there is one
 * node for all of them, which records only the first of these pointers.
 */
export function nodesByElement(node: CourseNode, { kind, element }: Block): Map<XmlElement, CourseNode> {
  const elements =
    kind === 'abtest'
      ? element.elements.filter(({ name }) => name !== 'meta').flatMap((group) => group.elements)
      : element.elements.filter(({ name }) => !isSetting(name));
  const pairs = elements.map((each, index) => [each, node.children[index]] as const);
  return new Map(pairs.filter((pair): pair is readonly [XmlElement, CourseNode] => pair[1] !== undefined));
}
