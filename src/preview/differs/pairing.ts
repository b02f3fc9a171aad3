/**
 * Which blocks of the groups of an A/B block belong together. Sentences, lists, badges and paper all follow this one pairing,
 * so that they cannot contradict each other.
 */
import type { Block, BlockContent, CourseNode } from '../../index.js';
import { groupName, isNoGroup } from '../block/block-share.js';
import { contentKey, sourceKey } from '../content/content-body.js';
import { definitionOf } from '../content/content-source.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { shownBy } from '../viewpoint/shown-blocks.js';
import { childrenOf } from '../viewpoint/viewpoint.js';
import { type Alignable, aligned, type Line } from './alignment.js';
import { type LeafParts, leafParts } from './leaf-parts.js';
import { listText } from './words.js';

/** Groups that show the same. */
export interface Variant {
  /** The groups, by their index in the block. */
  readonly groups: readonly number[];
  /** Their names for people. */
  readonly name: string;
  /** The blocks that they show, with units and other containers expanded. */
  readonly leaves: readonly CourseNode[];
}

/** A block of a variant. Two with the same key have the same content and title. */
export interface Leaf extends Alignable {
  readonly node: CourseNode;
  readonly parts: LeafParts;
}

export interface Pairing {
  /** In the order of their first groups. */
  readonly variants: readonly Variant[];
  /** What belongs together, with an entry for each variant. A variant without content is in none. */
  readonly lines: readonly Line<Leaf>[];
  /** The line of a block of a variant; none for those beyond the first 150. */
  lineOf(node: CourseNode, variant: number): Line<Leaf> | undefined;
}

/** Of more blocks in a group only the first are compared. */
const MOST_LEAVES = 150;
const WORD = /[\p{L}\p{N}]+/gu;
const MOST_WORDS = 300;

const known = new WeakMap<PreviewCourse, Map<CourseNode, Pairing>>();

/** Computed once for each reading of the course. */
export function pairingOf(preview: PreviewCourse, node: CourseNode, block: Block): Pairing {
  let all = known.get(preview);
  if (all === undefined) {
    all = new Map();
    known.set(preview, all);
  }
  let found = all.get(node);
  if (found === undefined) {
    found = paired(preview, node, block);
    all.set(node, found);
  }
  return found;
}

function paired(preview: PreviewCourse, node: CourseNode, block: Block): Pairing {
  const byContent = new Map<string, { groups: number[]; leaves: readonly CourseNode[] }>();
  const keys = new Map<CourseNode, string>();
  const contents = new Map<CourseNode, BlockContent | null>();
  for (const [index, group] of block.groups.entries()) {
    if (isNoGroup(group)) continue;
    const leaves = shownBy(preview, childrenOf(node, block, group));
    for (const leaf of leaves) {
      if (keys.has(leaf)) continue;
      const isLeaf = leaf.block === null && leaf.children.length === 0;
      const content = isLeaf ? definitionOf(preview.course, leaf) : null;
      const key = isLeaf ? contentKey(leaf, content) : sourceKey(preview, leaf);
      keys.set(leaf, `${key}\n${preview.titleOf(leaf) ?? ''}`);
      contents.set(leaf, content);
    }
    const all = leaves.map((leaf) => keys.get(leaf)).join('\n\n');
    const same = byContent.get(all);
    if (same === undefined) byContent.set(all, { groups: [index], leaves });
    else same.groups.push(index);
  }
  const variants = [...byContent.values()].map(({ groups, leaves }) => ({
    groups,
    leaves,
    name: listText(groups.map((index) => groupName(block.groups[index]!))),
  }));
  const shown = variants.map(({ leaves }) =>
    leaves
      .slice(0, MOST_LEAVES)
      .map((leaf) => leafOf(preview, leaf, keys.get(leaf)!, contents.get(leaf) ?? null)),
  );
  const lines = aligned(shown);
  const places = variants.map(() => new Map<CourseNode, Line<Leaf>>());
  for (const line of lines)
    for (const [variant, leaf] of line.leaves.entries())
      if (leaf !== undefined) places[variant]!.set(leaf.node, line);
  return { variants, lines, lineOf: (leaf, variant) => places[variant]?.get(leaf) };
}

function leafOf(preview: PreviewCourse, node: CourseNode, key: string, content: BlockContent | null): Leaf {
  const parts = leafParts(node, content);
  const title = (preview.titleOf(node) ?? '').replace(/\s+/g, ' ').trim();
  return { node, key, tag: node.tag, title, words: wordsOf(parts), parts };
}

const wordsKnown = new WeakMap<LeafParts, ReadonlySet<string>>();

/** The first words of what learners read, in lower case. */
function wordsOf(parts: LeafParts): ReadonlySet<string> {
  let words = wordsKnown.get(parts);
  if (words === undefined) {
    words = new Set(
      readWords([parts.text, parts.question, parts.answers].flatMap((each) => each ?? []).join(' ')),
    );
    wordsKnown.set(parts, words);
  }
  return words;
}

function* readWords(text: string): Generator<string> {
  let count = 0;
  for (const [word] of text.toLowerCase().matchAll(WORD)) {
    if (count === MOST_WORDS) return;
    count += 1;
    yield word;
  }
}
