/** What the groups of an A/B block show differently: groups that show the same are one variant, and the rest is told in words. */
import type { Block, BlockContent, CourseNode } from '../../index.js';
import { groupName } from '../block/block-share.js';
import { contentKey, sourceKey } from '../content/content-body.js';
import { definitionOf } from '../content/content-source.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { childrenOf } from '../viewpoint/viewpoint.js';
import { type Alignable, aligned, type Slot } from './alignment.js';
import { type LeafParts, leafParts } from './leaf-parts.js';
import { isQuiet, partDifferences } from './leaf-words.js';
import { against, counted, kindWord, listText, quoted } from './words.js';

/** Groups that show the same. */
export interface Variant {
  /** The groups, by their index in the block. */
  readonly groups: readonly number[];
  /** Their names for people. */
  readonly name: string;
  /** The blocks that they show, with units and other containers expanded. */
  readonly leaves: readonly CourseNode[];
}

/** One block, or several that belong together, and what differs in them. */
export interface Difference {
  /** The kind of block, with its title where it has one. */
  readonly name: string;
  /** What differs, one text for each part. */
  readonly words: readonly string[];
  /** Only scripts, styles, markup or settings differ. */
  readonly isQuiet: boolean;
  /** The variants that have the block, where not all have it. */
  readonly onlyIn: readonly number[] | null;
}

export interface BlockDiffers {
  /** In the order of their first groups. */
  readonly variants: readonly Variant[];
  /** In the order of the groups. */
  readonly differences: readonly Difference[];
  /** The number of blocks that all variants show. */
  readonly same: number;
  /** All of it in one sentence without a full stop. */
  readonly sentence: string;
}

interface Leaf extends Alignable {
  readonly node: CourseNode;
  readonly parts: LeafParts;
}

/** Of more blocks in a group only the first are compared. */
const MOST_LEAVES = 150;
const MOST_PARTS = 3;
const WORD = /[\p{L}\p{N}]+/gu;
const MOST_WORDS = 300;

const known = new WeakMap<PreviewCourse, Map<CourseNode, BlockDiffers>>();

/** Computed once for each reading of the course. */
export function blockDiffers(preview: PreviewCourse, node: CourseNode, block: Block): BlockDiffers {
  let all = known.get(preview);
  if (all === undefined) {
    all = new Map();
    known.set(preview, all);
  }
  let found = all.get(node);
  if (found === undefined) {
    found = compared(preview, node, block);
    all.set(node, found);
  }
  return found;
}

function compared(preview: PreviewCourse, node: CourseNode, block: Block): BlockDiffers {
  const byContent = new Map<string, { groups: number[]; leaves: readonly CourseNode[] }>();
  const keys = new Map<CourseNode, string>();
  const contents = new Map<CourseNode, BlockContent | null>();
  for (const [index, group] of block.groups.entries()) {
    const leaves = shownBy(childrenOf(node, block, group), new Set());
    for (const leaf of leaves) {
      if (keys.has(leaf)) continue;
      const isLeaf = leaf.block === null && leaf.children.length === 0;
      const content = isLeaf ? definitionOf(preview.course, leaf) : null;
      keys.set(leaf, isLeaf ? contentKey(leaf, content) : sourceKey(preview, leaf));
      contents.set(leaf, content);
    }
    const key = leaves.map((leaf) => `${keys.get(leaf)}\n${preview.titleOf(leaf) ?? ''}`).join('\n\n');
    const same = byContent.get(key);
    if (same === undefined) byContent.set(key, { groups: [index], leaves });
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
  // A group without content is told by itself, not block by block.
  const present = variants.map((_, index) => index).filter((index) => shown[index]!.length > 0);
  const slots = aligned(present.map((index) => shown[index]!));
  const told = slots.map((slot) => difference(slot, present));
  const differences = told.filter((each) => each !== null);
  return {
    variants,
    differences,
    same: told.length - differences.length,
    sentence: sentence(variants, differences, block),
  };
}

/** @param present the variant of each entry of the slot */
function difference(slot: Slot<Leaf>, present: readonly number[]): Difference | null {
  const there = slot.filter((each) => each !== undefined);
  const titles = [...new Set(there.map(({ title }) => title))];
  const kinds = [...new Set(there.map(kindOf))];
  const name = `${against(kinds)}${titles.length === 1 && titles[0] !== '' ? ` ${quoted(titles[0]!)}` : ''}`;
  if (there.length < slot.length) {
    const onlyIn = present.filter((_, index) => slot[index] !== undefined);
    return { name, words: [], isQuiet: there.every(isSilent), onlyIn };
  }
  if (new Set(there.map(({ key }) => key)).size === 1 && titles.length === 1) return null;
  if (kinds.length > 1) return { name, words: [against(kinds)], isQuiet: false, onlyIn: null };
  const parts = partDifferences(there.map((each) => each.parts));
  const words = parts.map((each) => each.words);
  if (titles.length > 1)
    words.unshift(`title ${against(there.map(({ title }) => (title === '' ? 'none' : quoted(title))))}`);
  if (words.length === 0) words.push('what is inside differs');
  if (words.length === 1 && !words[0]!.startsWith('only')) words[0] = onlyOf(words[0]!);
  return {
    name,
    words,
    isQuiet: titles.length === 1 && parts.length > 0 && parts.every(({ part }) => isQuiet(part)),
    onlyIn: null,
  };
}

/** A single difference is told as such: `only the right answer differs: a against b`. */
function onlyOf(words: string): string {
  const named = /^(title|right answer|question|explanation|hints) (?!in some)(.*)$/s.exec(words);
  return named === null
    ? words
    : `only the ${named[1]} ${named[1] === 'hints' ? 'differ' : 'differs'}: ${named[2]}`;
}

function sentence(variants: readonly Variant[], differences: readonly Difference[], block: Block): string {
  if (variants.length === 0) return 'The block has no groups';
  if (variants.length === 1) {
    if (block.groups.length === 1) return 'There is only one group';
    return variants[0]!.leaves.length === 0 ? 'No group sees anything here' : 'All groups see the same';
  }
  const empty = variants.filter(({ leaves }) => leaves.length === 0);
  const parts = [
    ...empty.map(({ name, groups }) => `${name} ${groups.length === 1 ? 'sees' : 'see'} nothing`),
    ...(variants.length - empty.length === 1
      ? variants
          .filter(({ leaves }) => leaves.length > 0)
          .map(
            ({ name, groups, leaves }) =>
              `${name} ${groups.length === 1 ? 'sees' : 'see'} ${inventory(leaves)}`,
          )
      : []),
    ...differences
      .filter(({ onlyIn, isQuiet: quiet }) => onlyIn === null && !quiet)
      .map(({ name, words }) => told(name, words)),
    ...onlyTexts(variants, differences),
    ...differences
      .filter(({ onlyIn, isQuiet: quiet }) => onlyIn === null && quiet)
      .map(({ name, words }) => told(name, words)),
  ];
  const more = parts.length - MOST_PARTS;
  const shown = parts.slice(0, MOST_PARTS).join(' · ');
  return more > 0 ? `${shown} · and ${counted(more, 'more difference')}` : shown;
}

function told(name: string, words: readonly string[]): string {
  const [first = ''] = words;
  // A pair of kinds is its own name.
  return name.startsWith(first) ? name : `${name}: ${words.slice(0, 2).join(', ')}`;
}

/** `only A: 2 problems and video “x”`, one for each set of variants. */
function onlyTexts(variants: readonly Variant[], differences: readonly Difference[]): string[] {
  const sets = new Map<string, Difference[]>();
  for (const each of differences) {
    if (each.onlyIn === null) continue;
    const key = each.onlyIn.join(' ');
    sets.set(key, [...(sets.get(key) ?? []), each]);
  }
  return [...sets].map(([key, list]) => {
    const names = listText(key.split(' ').map((index) => variants[Number(index)]!.name));
    return `only ${names}: ${listText(grouped(list.map(({ name }) => name)))}`;
  });
}

/** What a variant shows: `text “a”, 2 problems`. */
function inventory(leaves: readonly CourseNode[]): string {
  return listText(grouped(leaves.map(({ tag }) => kindWord(tag))));
}

/** What blocks a learner sees: `text “a”, video “b” and 2 problems`. */
export function shownWords(preview: PreviewCourse, leaves: readonly CourseNode[]): string {
  return listText(
    grouped(
      leaves.map((leaf) => {
        const title = preview.titleOf(leaf);
        return title === null ? kindWord(leaf.tag) : `${kindWord(leaf.tag)} ${quoted(title)}`;
      }),
    ),
  );
}

/** Equal kinds are counted; a kind that occurs once keeps its title. */
function grouped(names: readonly string[]): string[] {
  const kinds = new Map<string, string[]>();
  for (const name of names) {
    const kind = name.replace(/ “[\s\S]*$/, '');
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  return [...kinds].map(([kind, all]) => (all.length === 1 ? all[0]! : counted(all.length, kind)));
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

/** A text without words is named after what it brings. */
function kindOf({ tag, parts }: Leaf): string {
  if (tag !== 'html' || parts.text !== undefined) return kindWord(tag);
  return parts.script !== undefined ? 'script' : parts.style !== undefined ? 'style' : 'empty text';
}

function isSilent({ tag, parts }: Leaf): boolean {
  return tag === 'html' && parts.text === undefined;
}

/** The blocks that children show, with units and other containers expanded; nested A/B blocks are one block. */
export function shownBy(nodes: readonly CourseNode[], met: Set<CourseNode>): CourseNode[] {
  return nodes.flatMap((node) => {
    if (met.has(node)) return [];
    met.add(node);
    return node.block !== null || node.children.length === 0 ? [node] : shownBy(node.children, met);
  });
}
