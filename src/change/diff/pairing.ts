/** Which block, which experiment and which group of the old course is which one of the new course. */
import { DEFAULT_GROUP } from '../../olx/block/block.js';
import type { Course, CourseBlock } from '../../olx/course/course.js';
import { compare } from '../../portion/fraction.js';
import { keyOf } from '../../runtime/division.js';
import { experimentKey, experimentsIn, type PairedGroup, positionOf, type SideExperiment } from './side.js';

export interface ExperimentPair {
  readonly before: SideExperiment;
  readonly after: SideExperiment;
  /** By what is stored for a group of the old course: the groups of the new one that represent it. */
  readonly counterparts: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface BlockPair {
  readonly before: CourseBlock;
  readonly after: CourseBlock;
}

export interface Pairing {
  readonly experiments: readonly ExperimentPair[];
  /** Of one experiment, or of an experiment that has another key now. */
  readonly blocks: readonly BlockPair[];
  /** Experiments and blocks that the other course does not have. */
  readonly goneExperiments: readonly SideExperiment[];
  readonly newExperiments: readonly SideExperiment[];
  readonly goneBlocks: readonly CourseBlock[];
  readonly newBlocks: readonly CourseBlock[];
}

export function pairCourses(before: Course, after: Course): Pairing {
  const [old, now] = [experimentsIn(before), experimentsIn(after)];
  const blocks = pairBlocks(blocksOf(old), blocksOf(now));
  const partners = pairExperiments(old, now, blocks.pairs);
  const isSame = ({ before, after }: BlockPair): boolean =>
    partners.get(experimentKey(before.block)!) === experimentKey(after.block);
  const same = blocks.pairs.filter(isSame);
  const apart = blocks.pairs.filter((pair) => !isSame(pair));
  const taken = new Set(partners.values());
  return {
    experiments: [...partners].map(([from, to]) => experimentPair(old.get(from)!, now.get(to)!, same)),
    blocks: same,
    goneExperiments: [...old.values()].filter((each) => !partners.has(each.key) && !isLeft(each, now)),
    newExperiments: [...now.values()].filter(({ key }) => !taken.has(key)),
    goneBlocks: [...blocks.gone, ...apart.map((pair) => pair.before)],
    newBlocks: [...blocks.added, ...apart.map((pair) => pair.after)],
  };
}

/** A partition without blocks that is there still. */
function isLeft({ key, blocks }: SideExperiment, now: Experiments): boolean {
  return blocks.length === 0 && now.has(key);
}

function blocksOf(experiments: ReadonlyMap<string, SideExperiment>): CourseBlock[] {
  return [...experiments.values()].flatMap((each) => each.blocks);
}

/** What a block is known by, from the strictest to the loosest; `null`: not by this. */
const IDENTITIES: readonly ((block: CourseBlock, side: keyof BlockPair) => string | null)[] = [
  ({ node, block }) => (node.urlName === null ? null : `${node.tag}/${node.urlName} ${experimentKey(block)}`),
  ({ node }) => (node.urlName === null ? null : `${node.tag}/${node.urlName}`),
  ({ node, block }) => `${positionOf(node)} ${experimentKey(block)}`,
  ({ node }) => node.urlName,
  // Conversions give names, and may wrap blocks.
  ({ block: { kind, experiment } }, side) => `${experiment} ${(kind === 'abtest') === (side === 'before')}`,
  ({ node }) => (node.urlName === null ? positionOf(node) : null),
];

function pairBlocks(old: readonly CourseBlock[], now: readonly CourseBlock[]) {
  const pairs: BlockPair[] = [];
  let [gone, added] = [old, now];
  for (const identity of IDENTITIES) {
    const waiting = new Map<string, CourseBlock[]>();
    for (const each of added) {
      const id = identity(each, 'after');
      if (id !== null) waiting.set(id, [...(waiting.get(id) ?? []), each]);
    }
    const found = new Map<CourseBlock, CourseBlock>();
    for (const each of gone) {
      const id = identity(each, 'before');
      const partner = id === null ? undefined : waiting.get(id)?.shift();
      if (partner !== undefined) found.set(each, partner);
    }
    for (const [before, after] of found) pairs.push({ before, after });
    const partners = new Set(found.values());
    gone = gone.filter((each) => !found.has(each));
    added = added.filter((each) => !partners.has(each));
  }
  const order = new Map(old.map((each, index) => [each, index]));
  pairs.sort((a, b) => order.get(a.before)! - order.get(b.before)!);
  return { pairs, gone, added };
}

type Experiments = ReadonlyMap<string, SideExperiment>;

/** Old key to new key: by the same key, else by the blocks, else by the names of partitions. */
function pairExperiments(
  old: Experiments,
  now: Experiments,
  blocks: readonly BlockPair[],
): Map<string, string> {
  const partners = new Map<string, string>();
  const taken = new Set<string>();
  const join = (from: string, to: string): void => {
    if (partners.has(from) || taken.has(to)) return;
    partners.set(from, to);
    taken.add(to);
  };
  const joinSame = (isSure: (from: SideExperiment, to: SideExperiment) => boolean): void => {
    for (const [key, from] of old) {
      const to = now.get(key);
      if (to?.kind === from.kind && isSure(from, to)) join(key, key);
    }
  };
  // A conversion may leave the partition that it came from, or find one; then the blocks decide which pairs with which.
  joinSame((from, to) => to.blocks.length > 0 === from.blocks.length > 0);
  for (const { before, after } of blocks) join(experimentKey(before.block)!, experimentKey(after.block)!);
  joinSame(() => true);
  for (const [key, { partition, name }] of old) {
    if (partners.has(key) || partition === null) continue;
    const alike = [...now.values()].find((each) => each.partition?.name === name && !taken.has(each.key));
    if (alike !== undefined) join(key, alike.key);
  }
  return new Map([...old.keys()].flatMap((key) => (partners.has(key) ? [[key, partners.get(key)!]] : [])));
}

function experimentPair(
  before: SideExperiment,
  after: SideExperiment,
  blocks: readonly BlockPair[],
): ExperimentPair {
  if (before.kind !== after.kind) return { before, after, counterparts: convertedGroups(before, after) };
  const shown = blocks.filter((pair) => experimentKey(pair.before.block) === before.key);
  return { before, after, counterparts: sameGroups(before, after, shown) };
}

function sameGroups(before: SideExperiment, after: SideExperiment, blocks: readonly BlockPair[]) {
  const found = new Map<string, ReadonlySet<string>>();
  let left: readonly PairedGroup[] = after.arms;
  const join = (isAlike: (old: PairedGroup, now: PairedGroup) => boolean): void => {
    for (const old of before.arms) {
      if (found.has(old.key)) continue;
      const alike = left.filter((now) => isAlike(old, now));
      if (alike.length !== 1) continue;
      found.set(old.key, new Set([alike[0]!.key]));
      left = left.filter((now) => now !== alike[0]);
    }
  };
  join((old, now) => old.key === now.key);
  if (before.kind === 'split_test') join((old, now) => old.name === now.name);
  const [oldContent, newContent] = [contentOfGroups(blocks, 'before'), contentOfGroups(blocks, 'after')];
  join((old, now) => {
    const content = oldContent.get(old.key);
    return content !== undefined && content !== '' && content === newContent.get(now.key);
  });
  const [oldOrder, newOrder] = [before.arms, after.arms];
  join(
    (old, now) =>
      !old.isDefault &&
      !now.isDefault &&
      oldOrder.length === newOrder.length &&
      oldOrder.indexOf(old) === newOrder.indexOf(now) &&
      (old.share === null || now.share === null || compare(old.share, now.share) === 0),
  );
  return found;
}

/** The names of what each group shows, over all blocks; empty for a group that shows nothing with a name. */
function contentOfGroups(blocks: readonly BlockPair[], side: keyof BlockPair): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const pair of blocks)
    for (const group of pair[side].block.groups) {
      const key = keyOf(group);
      const own = group.children.map(({ tag, urlName }) => (urlName === null ? '' : `${tag}/${urlName}`));
      names.set(key, [names.get(key) ?? '', ...own].filter((name) => name !== '').join(' '));
    }
  return names;
}

/** `Hints (2 of 7)`: one of the groups that represent a portion of an abtest. */
const SLOT = /^(.*) \(\d+ of \d+\)$/s;

function convertedGroups(before: SideExperiment, after: SideExperiment) {
  const [many, one] = before.kind === 'abtest' ? [after, before] : [before, after];
  const names = new Set(one.arms.map(({ name }) => name));
  const found = new Map<string, Set<string>>();
  for (const arm of many.arms) {
    const base = names.has(arm.name) ? arm.name : (SLOT.exec(arm.name)?.[1] ?? arm.name);
    const wanted = names.has(base) ? base : /^default( \d+)?$/.test(base) ? DEFAULT_GROUP : base;
    const partner = one.arms.find(({ name }) => name === wanted);
    if (partner === undefined) continue;
    const [from, to] = before.kind === 'abtest' ? [partner.key, arm.key] : [arm.key, partner.key];
    found.set(from, (found.get(from) ?? new Set()).add(to));
  }
  return found;
}
