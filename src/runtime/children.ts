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

export type Decide = (block: Block) => Decision;

/** Blocks, each counted as often as it is shown: pointers that share definitions can multiply exponentially. */
const MOST_SEEN = 100_000;

/**
 * A node as a learner sees it, with everything below it.
 * @throws AbtestError `course-refused` when that is more than `MOST_SEEN` blocks
 */
export function see(course: Course, node: CourseNode, decide: Decide): SeenNode {
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

  node(node: CourseNode): SeenNode {
    const known = sameForAll.get(node);
    this.#seen += known?.size ?? 1;
    if (this.#seen > MOST_SEEN) throw tooMany(node.place);
    return known?.seen ?? this.#look(node);
  }

  #look(node: CourseNode): SeenNode {
    const before = this.#seen;
    const decision = node.block === null ? null : this.#decide(node.block);
    // In sequence: the first block of an experiment decides for those that follow.
    const children = visibleIn(node, decision).map((child) => this.node(child));
    const seen: SeenNode = {
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
    const isSame = !seen.hasDynamicChildren && node.children.every((child) => sameForAll.has(child));
    if (isSame) {
      Object.freeze(children);
      sameForAll.set(node, { seen: Object.freeze(seen), size: this.#seen - before + 1 });
    }
    return seen;
  }
}

/** What is no A/B block and has none below it is seen once for all learners, and counted each time. */
const sameForAll = new WeakMap<CourseNode, { readonly seen: SeenNode; readonly size: number }>();

/**
 * The A/B blocks that a learner may meet at a node or below it, each once.
 * @throws AbtestError `bad-argument` for what is not a node, which programs without types pass on
 */
export function blocksWithin(node: CourseNode): readonly Block[] {
  let blocks = knownBlocks.get(node);
  if (blocks === undefined) {
    requireNode(node);
    const met = new Set<CourseNode>([node]);
    // The set grows while it is read.
    for (const each of met) for (const child of each.children) met.add(child);
    blocks = [...met].flatMap(({ block }) => block ?? []);
    knownBlocks.set(node, blocks);
  }
  return blocks;
}

function requireNode(node: unknown): void {
  if (typeof node === 'object' && node !== null && 'parents' in node && 'children' in node) return;
  const shown = node === null || typeof node !== 'object' ? String(node) : 'an object of another kind';
  throw new AbtestError('bad-argument', `A node of a course is needed, and ${shown} was given`, {
    hint: 'Give one of course.nodes, or the node of one of course.blocks.',
  });
}

const knownBlocks = new WeakMap<CourseNode, readonly Block[]>();

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
export function nodesByElement(
  node: CourseNode,
  { kind, element }: Block,
): ReadonlyMap<XmlElement, CourseNode> {
  const known = knownNodes.get(node);
  if (known !== undefined) return known;
  const elements =
    kind === 'abtest'
      ? element.elements.filter(({ name }) => name !== 'meta').flatMap((group) => group.elements)
      : element.elements.filter(({ name }) => !isSetting(name));
  const pairs = elements.map((each, index) => [each, node.children[index]] as const);
  const nodes = new Map(
    pairs.filter((pair): pair is readonly [XmlElement, CourseNode] => pair[1] !== undefined),
  );
  knownNodes.set(node, nodes);
  return nodes;
}

const knownNodes = new WeakMap<CourseNode, ReadonlyMap<XmlElement, CourseNode>>();
