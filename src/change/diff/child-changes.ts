/** Changes of what the groups of one block show: other blocks, edited blocks, groups that exchanged their content. */
import { unifiedDiff } from '../../convert/report/conversion-diff.js';
import { visible } from '../../diagnostics/visible.js';
import type { Group } from '../../olx/block/block.js';
import type { Course, CourseNode } from '../../olx/course/course.js';
import { compare, ZERO } from '../../portion/fraction.js';
import { isSlipOf } from '../../rules/fixes.js';
import { ContentTexts } from './content-text.js';
import { type CourseChange, changeOf, type FoundChange } from './course-change.js';
import type { BlockPair, ExperimentPair } from './pairing.js';
import { areSameBlocks, childrenOf, compareChildren, leavesOf } from './shown-children.js';
import { armOf } from './side.js';
import { capital, experimentWords, groupWords, listed, percent } from './words.js';

interface ShownGroup {
  readonly old: Group;
  readonly now: Group;
  readonly before: readonly CourseNode[];
  readonly after: readonly CourseNode[];
}

type Found = Omit<FoundChange, 'key'>;

export class ChildChanges {
  readonly #before: ContentTexts;
  readonly #after: ContentTexts;
  readonly #courses: readonly [Course, Course];

  constructor(before: Course, after: Course, ignoreWhitespace: boolean) {
    this.#courses = [before, after];
    this.#before = new ContentTexts(before, ignoreWhitespace);
    this.#after = new ContentTexts(after, ignoreWhitespace);
  }

  of(pair: ExperimentPair, blocks: BlockPair): CourseChange[] {
    const isConversion = pair.before.kind !== pair.after.kind;
    const groups = shownGroups(pair, blocks, isConversion);
    const crossed = isConversion ? [] : crossedGroups(groups);
    const found = [
      ...(crossed.length === 0 ? [] : [crossing(pair, blocks, crossed)]),
      ...defaultChanges(pair, blocks),
      ...groups
        .filter((group) => !crossed.includes(group))
        .flatMap((group) => this.#groupChanges(pair, group, isConversion)),
    ];
    return found.map((each) => changeOf({ key: pair.before.key, ...each }));
  }

  #groupChanges(
    pair: ExperimentPair,
    { old, now, before, after }: ShownGroup,
    isConversion: boolean,
  ): Found[] {
    // Kinds of their own report what is added or removed with the <default> itself.
    if (old.isDefault && now.isDefault && (old.element === null) !== (now.element === null)) return [];
    const { same, gone, added } = compareChildren(before, after, this.#before, this.#after, isConversion);
    const where = `${groupWords(armOf(old))} of ${experimentWords(pair.before)}`;
    const common = { group: armOf(old).key, before: old.place, after: now.place };
    const edited = same.flatMap(([a, b]) => this.#edited(a, b, where, common.group));
    if (gone.length > 0 || added.length > 0)
      return [{ ...common, ...swapped(where, gone, added) }, ...edited];
    const isMoved =
      same.length > 1 && before.some((each, index) => same.find(([a]) => a === each)?.[1] !== after[index]);
    return isMoved ? [{ ...common, ...reordered(where, after) }, ...edited] : edited;
  }

  #edited(old: CourseNode, now: CourseNode, where: string, group: string): Found[] {
    if (this.#before.digest(old) === this.#after.digest(now)) return [];
    const [a, b] = this.#innermost(old, now);
    const [before, after] = [placeOfNode(this.#courses[0], a), placeOfNode(this.#courses[1], b)];
    const patch = unifiedDiff(
      { name: `old/${nameOfBlock(a)}`, text: this.#before.text(a) },
      { name: `new/${nameOfBlock(b)}`, text: this.#after.text(b) },
    );
    const inside = a === old ? '' : ` in ${nameOfBlock(old)}`;
    return [
      {
        kind: 'child-edited',
        verdict: 'safe',
        severity: 'warning',
        group,
        message: `${capital(where)} shows ${nameOfBlock(a)}${inside} with other content`,
        reason: 'every learner stays, but some have seen the old content and some see the new one',
        hint: 'Read the diff; where it changes what is measured, count learners from before and after apart.',
        before,
        after,
        patch,
      },
    ];
  }

  /** While one block inside is all that differs, that one. */
  #innermost(old: CourseNode, now: CourseNode): readonly [CourseNode, CourseNode] {
    let [a, b] = [old, now];
    while (this.#before.own(a) === this.#after.own(b) && a.children.length === b.children.length) {
      const different = a.children.flatMap((child, index) => {
        const other = b.children[index]!;
        return this.#before.digest(child) === this.#after.digest(other) ? [] : [[child, other] as const];
      });
      const [only] = different;
      if (different.length !== 1 || only![0].tag !== only![1].tag) break;
      [a, b] = only!;
    }
    return [a, b];
  }
}

function shownGroups(
  pair: ExperimentPair,
  { before, after }: BlockPair,
  isConversion: boolean,
): ShownGroup[] {
  const byKey = new Map(after.block.groups.map((group) => [armOf(group).key, group]));
  const shown = isConversion ? leavesOf : (nodes: readonly CourseNode[]) => nodes;
  return before.block.groups.flatMap((old) =>
    [...(pair.counterparts.get(armOf(old).key) ?? [])].flatMap((key) => {
      const now = byKey.get(key);
      return now === undefined
        ? []
        : [{ old, now, before: shown(childrenOf(before, old)), after: shown(childrenOf(after, now)) }];
    }),
  );
}

/** Groups that show together what they showed together before, but each what another one did. */
function crossedGroups(groups: readonly ShownGroup[]): readonly ShownGroup[] {
  let left = groups.filter(
    ({ before, after }) => before.length > 0 && after.length > 0 && !areSameBlocks(before, after),
  );
  for (;;) {
    const isTaken = (nodes: readonly CourseNode[]): boolean =>
      left.some(({ before }) => areSameBlocks(before, nodes));
    const isGiven = (nodes: readonly CourseNode[]): boolean =>
      left.some(({ after }) => areSameBlocks(after, nodes));
    const next = left.filter(({ before, after }) => isTaken(after) && isGiven(before));
    if (next.length === left.length) return next.length > 1 ? next : [];
    left = next;
  }
}

function crossing(pair: ExperimentPair, { before, after }: BlockPair, groups: readonly ShownGroup[]): Found {
  const names = groups.map(({ old }) => groupWords(armOf(old)));
  const shown = groups.map(
    (each) => `${groupWords(armOf(each.old))} shows ${listed(each.after.map(nameOfBlock))}`,
  );
  return {
    kind: 'map-crossed',
    verdict: 'breaking',
    message: `${capital(listed(names))} of ${experimentWords(pair.before)} have exchanged what they show: ${listed(shown)} now`,
    reason: 'every learner stays in the group and is shown the content of another one',
    hint: 'Exchange the children again, or start a new experiment.',
    before: before.block.place,
    after: after.block.place,
  };
}

function swapped(where: string, gone: readonly CourseNode[], added: readonly CourseNode[]) {
  const [old, now] = [listed(gone.map(nameOfBlock)), listed(added.map(nameOfBlock))];
  const what =
    gone.length === 0
      ? `shows ${now} as well`
      : added.length === 0
        ? `does not show ${old} any more`
        : `shows ${now} in place of ${old}`;
  return {
    kind: 'child-swapped',
    verdict: 'breaking',
    message: `${capital(where)} ${what}`,
    reason:
      'data from before and after the change do not belong together, and work in a block that is gone is not shown',
    hint: 'Restore the block, or start a new experiment.',
  } as const;
}

function reordered(where: string, after: readonly CourseNode[]) {
  return {
    kind: 'child-edited',
    verdict: 'safe',
    severity: 'warning',
    message: `${capital(where)} shows its blocks in another order: ${listed(after.map(nameOfBlock))}`,
    reason: 'every learner stays, but some have seen the old order and some see the new one',
    hint: 'Where the order changes what is measured, count learners from before and after apart.',
  } as const;
}

/** A `<default>` that is written out in one of the two only. */
function defaultChanges(pair: ExperimentPair, { before, after }: BlockPair): Found[] {
  const [old, now] = [before.block, after.block];
  if (old.kind !== 'abtest' || now.kind !== 'abtest') return [];
  const [was, is] = [old.defaultGroup, now.defaultGroup];
  if ((was.element === null) === (is.element === null)) return [];
  const isAdded = was.element === null;
  const where = experimentWords(pair.before);
  const hadLearners = was.portion.exact !== null && compare(was.portion.exact, ZERO) > 0;
  const common = { group: armOf(was).key, before: was.place, after: is.place };
  if (isAdded && old.element.elements.some(({ name }) => isSlipOf(name, 'default')))
    return [correctedDefault(where, common)];
  if ((isAdded ? is : was).children.length === 0) return [emptyDefault(isAdded, where, common)];
  if (!isAdded)
    return [
      {
        ...common,
        kind: 'default-gone',
        verdict: hadLearners ? 'breaking' : 'safe',
        message: `The default group (${percent(was.portion.exact)}) of ${where} is gone`,
        reason: hadLearners
          ? 'its learners are shown nothing'
          : 'no learner is drawn into it; those whose stored group is gone are shown nothing from now on',
        hint: 'Keep the <default>, with what learners without a group are to see.',
      },
    ];
  return [
    {
      ...common,
      kind: 'default-added',
      verdict: hadLearners
        ? 'breaking'
        : is.portion.exact !== null && compare(is.portion.exact, ZERO) > 0
          ? 'moves newcomers'
          : 'safe',
      message: `A default group (${percent(is.portion.exact)}) is added to ${where}`,
      reason: hadLearners
        ? 'its learners were shown nothing until now'
        : 'learners with a stored assignment keep their groups; those whose stored group is gone are shown the default group',
      hint: 'Count learners from before and after the change apart.',
    },
  ];
}

/** As with edited content, learners keep their group and see something else in it. */
function correctedDefault(where: string, common: Pick<Found, 'group' | 'before' | 'after'>): Found {
  return {
    ...common,
    kind: 'default-added',
    verdict: 'safe',
    severity: 'warning',
    message: `The tag of the default group of ${where}, which was misspelt, is <default> now`,
    reason: 'learners of the default group keep it, and are shown its content from now on',
    hint: 'Where that matters to what is measured, count learners from before and after apart.',
  };
}

/** Without a `<default>`, as with an empty one, learners of the default group are shown nothing. */
function emptyDefault(
  isAdded: boolean,
  where: string,
  common: Pick<Found, 'group' | 'before' | 'after'>,
): Found {
  return {
    ...common,
    kind: isAdded ? 'default-added' : 'default-gone',
    verdict: 'safe',
    message: `An empty default group ${isAdded ? 'is added to' : 'of'} ${where}${isAdded ? '' : ' is gone'}`,
    reason: 'learners of the default group are shown nothing, as before',
    hint: '',
  };
}

function nameOfBlock({ tag, urlName }: CourseNode): string {
  return urlName === null ? `<${tag}>` : `${tag}/${visible(urlName)}`;
}

const START = { line: 1, column: 1, offset: 0 };

/** The definition, in its own file where it has one. */
function placeOfNode({ files }: Course, node: CourseNode) {
  if (node.element !== null) return node.element.tagPlace;
  return node.target === 'found' ? { file: files.display(node.path), start: START, end: START } : node.place;
}
