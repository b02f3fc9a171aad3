/** What the groups of an A/B block show differently, in words: the gravest difference first. */
import type { Block, CourseNode } from '../../index.js';
import { groupName } from '../block/block-share.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { type Absence, absenceOf, absenceText } from '../viewpoint/shown-blocks.js';
import type { Line } from './alignment.js';
import { isQuiet, type PartDifference, partDifferences } from './leaf-words.js';
import { type Leaf, type Pairing, pairingOf, type Variant } from './pairing.js';
import { against, counted, grouped, kindWord, listText, quoted } from './words.js';

/** One block, or several that belong together, and what differs in them. */
export interface Difference {
  /** The kind of block, with its title where it has one. */
  readonly name: string;
  /** What differs, one text for each part, the gravest first; empty where the name says it. */
  readonly words: readonly string[];
  /** Only scripts, styles, markup or settings differ. */
  readonly isQuiet: boolean;
  /** The variants that have the block, where not all have it. */
  readonly onlyIn: readonly number[] | null;
  readonly gravity: number;
}

export interface BlockDiffers {
  /** In the order of their first groups. */
  readonly variants: readonly Variant[];
  /** The gravest first; equally grave ones in the order of the groups. */
  readonly differences: readonly Difference[];
  /** The number of blocks that all groups show which show anything. */
  readonly same: number;
  /** All of it in one sentence without a full stop. */
  readonly sentence: string;
}

/** How much of a difference it is for learners: the smallest is the gravest. */
const GRAVITY = { missing: 0, kind: 0, content: 1, answer: 2, order: 3, settings: 4, title: 5, markup: 6 };

const MOST_PARTS = 3;
const ORDINAL = new Intl.PluralRules('en', { type: 'ordinal' });
const ENDINGS: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> = {
  one: 'st',
  two: 'nd',
  few: 'rd',
  other: 'th',
};

const known = new WeakMap<Pairing, BlockDiffers>();

/** Computed once for each reading of the course. */
export function blockDiffers(preview: PreviewCourse, node: CourseNode, block: Block): BlockDiffers {
  const pairing = pairingOf(preview, node, block);
  let found = known.get(pairing);
  if (found === undefined) {
    found = told(preview, pairing, node, block);
    known.set(pairing, found);
  }
  return found;
}

function told(
  preview: PreviewCourse,
  { variants, lines }: Pairing,
  node: CourseNode,
  block: Block,
): BlockDiffers {
  const names = variants.map(({ name }) => name);
  // A group without content is told by itself, not block by block.
  const present = [...variants.keys()].filter((index) => variants[index]!.leaves.length > 0);
  const found = lines.map((line) => difference(line, present, names, ordinal(line, lines)));
  const differences = found
    .filter((each) => each !== null)
    .sort((a, b) => a.gravity - b.gravity || Number(a.isQuiet) - Number(b.isQuiet));
  return {
    variants,
    differences,
    same: found.length - differences.length,
    sentence: sentence(variants, differences, absences(preview, node, block, variants)),
  };
}

/** `2nd ` before the kind of a block without a title, where a group has several of the kind. */
function ordinal({ leaves }: Line<Leaf>, lines: readonly Line<Leaf>[]): string {
  const variant = leaves.findIndex((leaf) => leaf !== undefined);
  const leaf = leaves[variant]!;
  const alike = lines
    .flatMap((line) => line.leaves[variant] ?? [])
    .filter((other) => kindOf(other) === kindOf(leaf));
  if (alike.length < 2) return '';
  const number = alike.indexOf(leaf) + 1;
  return `${number}${ENDINGS[ORDINAL.select(number)]} `;
}

/** @param present the variants that show anything */
function difference(
  { leaves, isMoved }: Line<Leaf>,
  present: readonly number[],
  names: readonly string[],
  nth: string,
): Difference | null {
  const own = present.filter((index) => leaves[index] !== undefined);
  const there = own.map((index) => leaves[index]!);
  const holders = own.map((index) => names[index]!);
  const isOnly = own.length < present.length;
  const isEqual = new Set(there.map(({ key }) => key)).size === 1;
  if (isEqual && !isOnly && !isMoved) return null;
  const titles = new Set(there.map(({ title }) => title));
  const kinds = new Set(there.map(kindOf));
  const named = nameOf(there, holders, nth);
  const onlyIn = isOnly ? own : null;
  const shared = { name: named, onlyIn };
  const missing = there.every(isSilent) ? GRAVITY.settings : GRAVITY.missing;
  if (isEqual)
    return isOnly
      ? { ...shared, words: [], isQuiet: there.every(isSilent), gravity: missing }
      : { ...shared, words: ['at another place in the order'], isQuiet: false, gravity: GRAVITY.order };
  if (kinds.size > 1) {
    const words = titles.size === 1 && named.startsWith('“') ? [kindsOf(there, holders)] : [];
    return { ...shared, words, isQuiet: false, gravity: GRAVITY.kind };
  }
  const parts = partDifferences(
    there.map((each) => each.parts),
    holders,
  );
  const ranks = [...parts.map(gravityOf), ...(titles.size > 1 ? [GRAVITY.title] : [])];
  const gravity = isOnly ? missing : Math.min(...ranks);
  const isTitleOnly = titles.size > 1 && parts.length === 0;
  const words = isTitleOnly ? ['only the title differs'] : parts.map((each) => each.words);
  if (words.length === 0) words.push('what is inside differs');
  if (words.length === 1 && titles.size === 1 && !words[0]!.startsWith('only')) words[0] = onlyOf(words[0]!);
  return {
    ...shared,
    words,
    isQuiet: titles.size === 1 && parts.length > 0 && parts.every(({ part }) => isQuiet(part)),
    gravity: Number.isFinite(gravity) ? gravity : GRAVITY.content,
  };
}

/** `problem “Trees”`; where titles differ `problem “Trees” (A) against “Woods” (B)`. */
function nameOf(there: readonly Leaf[], holders: readonly string[], nth: string): string {
  const [{ title }] = there as [Leaf];
  const kinds = new Set(there.map(kindOf));
  const isOneTitle = there.every((each) => each.title === title);
  if (kinds.size > 1) {
    if (isOneTitle) return title === '' ? kindsOf(there, holders) : quoted(title);
    return against(
      there.map((each) => titled(kindOf(each), each.title)),
      holders,
    );
  }
  const kind = kindOf(there[0]!);
  if (isOneTitle) return title === '' ? `${nth}${kind}` : titled(kind, title);
  const titles = there.map((each) => (each.title === '' ? 'no title' : quoted(each.title)));
  return `${kind} ${against(titles, holders)}`;
}

function titled(kind: string, title: string): string {
  return title === '' ? kind : `${kind} ${quoted(title)}`;
}

/** `video (A) against text (B)` */
function kindsOf(there: readonly Leaf[], holders: readonly string[]): string {
  return against(there.map(kindOf), holders);
}

function gravityOf({ part }: PartDifference): number {
  if (part === 'markup') return GRAVITY.markup;
  if (isQuiet(part)) return GRAVITY.settings;
  const isAnswer = part === 'right answer' || part === 'explanation' || part === 'hints';
  return isAnswer ? GRAVITY.answer : GRAVITY.content;
}

/** A single difference is told as such: `only the right answer differs: a against b`. */
function onlyOf(words: string): string {
  const named = /^(right answer|question|explanation|hints) (?!only)(.*)$/s.exec(words);
  return named === null
    ? words
    : `only the ${named[1]} ${named[1] === 'hints' ? 'differ' : 'differs'}: ${named[2]}`;
}

/** Groups that show nothing for the same reason. */
interface AbsentGroups {
  /** `B sees nothing (its unit is empty)` */
  readonly text: string;
  /** No learner is in them. */
  readonly isUnused: boolean;
}

/** One entry for each reason. */
function absences(
  preview: PreviewCourse,
  node: CourseNode,
  block: Block,
  variants: readonly Variant[],
): AbsentGroups[] {
  const byReason = new Map<string, { absence: Absence; names: string[]; isUnused: boolean }>();
  for (const { leaves, groups } of variants) {
    if (leaves.length > 0) continue;
    for (const index of groups) {
      const group = block.groups[index]!;
      const absence = absenceOf(preview, node, block, group);
      if (absence === null) continue;
      const isUnused = group.portion.exact?.numerator === 0n;
      const key = `${absenceText(absence)} ${isUnused}`;
      const same = byReason.get(key);
      if (same === undefined) byReason.set(key, { absence, names: [groupName(group)], isUnused });
      else same.names.push(groupName(group));
    }
  }
  return [...byReason.values()].map(({ absence, names, isUnused }) => ({
    text: `${listText(names)} ${absenceText(absence, names.length > 1 ? 'see' : 'sees')}`,
    isUnused,
  }));
}

function sentence(
  variants: readonly Variant[],
  differences: readonly Difference[],
  absent: readonly AbsentGroups[],
): string {
  if (variants.length === 0) return 'The block has no groups';
  if (variants.length === 1) {
    if (variants[0]!.groups.length === 1)
      return ['There is only one group', ...absent.map(({ text }) => text)].join(' · ');
    if (absent.length === 0) return 'All groups see the same';
    return ['No group sees anything here', ...absent.map(({ text }) => text)].join(' · ');
  }
  const empty = variants.filter(({ leaves }) => leaves.length === 0);
  const parts = [
    ...absent.filter(({ isUnused }) => !isUnused).map(({ text }) => text),
    ...(variants.length - empty.length === 1
      ? variants
          .filter(({ leaves }) => leaves.length > 0)
          .map((each) => `${subject(each)} ${inventory(each.leaves)}`)
      : []),
    ...texts(variants, differences),
    // What learners are in comes before what none is in.
    ...absent.filter(({ isUnused }) => isUnused).map(({ text }) => `${text}, with 0 % of the learners`),
  ];
  const more = parts.length - MOST_PARTS;
  const shown = parts.slice(0, MOST_PARTS).join(' · ');
  return more > 0 ? `${shown} · and ${counted(more, 'more difference')}` : shown;
}

/** `A sees`, `A and B see` */
function subject({ name, groups }: Variant): string {
  return `${name} ${groups.length === 1 ? 'sees' : 'see'}`;
}

/** The differences; `only A: 2 problems and video “x”` is one text for each set of variants, at the place of its gravest. */
function texts(variants: readonly Variant[], differences: readonly Difference[]): string[] {
  const out: string[] = [];
  const met = new Set<string>();
  for (const each of differences) {
    if (each.onlyIn === null) {
      const words = each.words.slice(0, 2).join(', ');
      out.push(words === '' ? each.name : `${each.name}: ${words}`);
      continue;
    }
    const key = each.onlyIn.join(' ');
    if (met.has(key)) continue;
    met.add(key);
    const all = differences.filter(({ onlyIn }) => onlyIn?.join(' ') === key);
    out.push(`${onlyText(variants, each.onlyIn)}: ${listText(grouped(all.map(({ name }) => name)))}`);
  }
  return out;
}

/** `only A and B` */
export function onlyText(variants: readonly Variant[], onlyIn: readonly number[]): string {
  return `only ${listText(onlyIn.map((index) => variants[index]!.name))}`;
}

/** What a variant shows: `text “a”, 2 problems`. */
function inventory(leaves: readonly CourseNode[]): string {
  return listText(grouped(leaves.map(({ tag }) => kindWord(tag))));
}

/** What blocks a learner sees: `text “a”, video “b” and 2 problems`. */
export function shownWords(preview: PreviewCourse, leaves: readonly CourseNode[]): string {
  return listText(grouped(leaves.map((leaf) => titled(kindWord(leaf.tag), preview.titleOf(leaf) ?? ''))));
}

/** A text without words is named after what it contains, such as a picture. */
function kindOf({ tag, parts }: Leaf): string {
  if (tag !== 'html' || parts.text !== undefined) return kindWord(tag);
  return parts.script !== undefined ? 'script' : parts.style !== undefined ? 'style' : 'empty text';
}

function isSilent({ tag, parts }: Leaf): boolean {
  return tag === 'html' && parts.text === undefined;
}
