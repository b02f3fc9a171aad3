/** Changes of experiments as a whole: gone, renamed, with another id or scheme, converted, with other blocks. */
import { visible } from '../../diagnostics/visible.js';
import type { Course, CourseBlock } from '../../olx/course/course.js';
import { divisionOf } from '../../runtime/division.js';
import { type CourseChange, changeOf } from './course-change.js';
import type { BlockPair, ExperimentPair, Pairing } from './pairing.js';
import { experimentKey, type SideExperiment } from './side.js';
import { capital, experimentWords, groupWords, listed } from './words.js';

/** The name, the id or the scheme of an experiment that is in both courses. */
export function identityChanges({ before, after, counterparts }: ExperimentPair): CourseChange[] {
  const common = { key: before.key, before: before.place, after: after.place };
  const what = experimentWords(before);
  if (before.kind !== after.kind) return [converted({ before, after, counterparts })];
  if (before.kind === 'abtest') {
    if (before.key === after.key) return [];
    const message = `The ${what} is called "${visible(after.name)}" now`;
    const reason = 'assignments are stored under the name: all learners are drawn anew';
    const hint = `Give the experiment the name "${visible(before.name)}" again.`;
    return [changeOf({ ...common, kind: 'experiment-renamed', verdict: 'breaking', message, reason, hint })];
  }
  const changes: CourseChange[] = [];
  if (before.key !== after.key)
    changes.push(
      changeOf({
        ...common,
        kind: 'config-id',
        verdict: 'breaking',
        message: `The id of ${what} is ${after.partition?.id ?? after.key} now`,
        reason: 'assignments are stored under the id: all learners are drawn anew',
        hint: `Give the group configuration the id ${before.partition?.id ?? ''} again.`,
      }),
    );
  if (before.partition !== null && after.partition === null)
    return [
      configGone(
        before,
        'breaking',
        'no learner is in a group any more, so the blocks that use it show nothing',
      ),
    ];
  if (before.partition === null || after.partition === null) return changes;
  if (before.name !== after.name)
    changes.push(
      changeOf({
        ...common,
        kind: 'experiment-renamed',
        verdict: 'safe',
        message: `The ${what} is called "${visible(after.name)}" now`,
        reason: 'assignments are stored under the id, so every learner stays',
        hint: 'Use the new name in reports.',
      }),
    );
  const [old, now] = [before.partition.scheme, after.partition.scheme];
  if (old !== now)
    changes.push(
      changeOf({
        ...common,
        kind: 'scheme-changed',
        verdict: 'breaking',
        message: `The scheme of ${what} is "${visible(now)}" in place of "${visible(old)}"`,
        reason: 'learners are put into groups by other means: their assignments do not count any more',
        hint: `Restore the scheme "${visible(old)}", or make another group configuration.`,
      }),
    );
  return changes;
}

function converted({ before, after, counterparts }: ExperimentPair): CourseChange {
  const isToSplit = after.kind === 'split_test';
  const newArms = new Map(after.arms.map((arm) => [arm.key, arm]));
  const kept = before.arms.flatMap((arm) => {
    const partners = [...(counterparts.get(arm.key) ?? [])].map((key) => groupWords(newArms.get(key)!));
    return partners.length === 0 ? [] : [`${groupWords(arm)} is ${listed(partners)}`];
  });
  const without = before.arms.filter((arm) => !counterparts.has(arm.key) && !arm.isDefault).map(groupWords);
  const lost =
    without.length === 0
      ? ''
      : `; ${listed(without)} ${without.length === 1 ? 'has' : 'have'} no counterpart`;
  return changeOf({
    key: before.key,
    kind: 'converted',
    verdict: 'breaking',
    message: `The ${experimentWords(before)} is converted to ${after.kind}, ${experimentWords(after)}: ${listed(kept)}${lost}`,
    reason: isToSplit
      ? 'learners keep their groups only where their states are carried over as course tags, else all are drawn anew'
      : 'learners keep their groups only where their course tags are carried over as assignments, else all are drawn anew',
    hint: isToSplit
      ? 'Make the tags with olx-abtest convert --states FILE --tags FILE, and import them with the course.'
      : 'Import the groups of the learners with olx-abtest assignments import.',
    before: before.place,
    after: after.place,
  });
}

/** Experiments of the old course that the new one does not have. */
export function goneExperiments({ goneExperiments: gone }: Pairing, before: Course): CourseChange[] {
  return gone.flatMap((each) => {
    if (each.partition === null) return [];
    const isUsed = each.blocks.length > 0 || isNamedInAccess(before, each);
    return isUsed
      ? configGone(
          each,
          'breaking',
          'its learners lose their groups, and what blocks show by them is not shown as before',
        )
      : configGone(each, 'safe', 'no published block of the old course uses it');
  });
}

function configGone(experiment: SideExperiment, verdict: 'breaking' | 'safe', reason: string): CourseChange {
  return changeOf({
    key: experiment.key,
    kind: 'config-gone',
    verdict,
    message: `The ${experimentWords(experiment)} is deleted`,
    reason,
    hint:
      verdict === 'breaking'
        ? 'Keep the group configuration; olx-abtest conclude ends an experiment.'
        : 'Delete the stored assignments when they are not needed any more.',
    before: experiment.place,
  });
}

/** Does a setting `group_access` name the partition? */
function isNamedInAccess({ policy, nodes }: Course, { partition }: SideExperiment): boolean {
  const id = `"${partition!.id}":`;
  const isIn = (text: string): boolean => text.replace(/\s+/g, '').includes(id);
  const isInPolicy = Object.values(policy?.entries ?? {}).some((entry) => {
    const access = (entry as Record<string, unknown> | null)?.group_access;
    return access !== undefined && isIn(JSON.stringify(access));
  });
  return isInPolicy || nodes.some(({ element }) => isIn(element?.get('group_access') ?? ''));
}

/** Blocks that join or leave an experiment, and those that cannot assign learners any more. */
export function blockChanges(pairing: Pairing, before: Course, after: Course): CourseChange[] {
  const old = experimentsByKey(pairing, 'before');
  const now = experimentsByKey(pairing, 'after');
  return [
    ...pairing.goneBlocks.map((each) => blockGone(each, old.get(experimentKey(each.block)!)!)),
    ...pairing.newBlocks.map((each) => blockAdded(each, now.get(experimentKey(each.block)!)!)),
    ...pairing.blocks.flatMap((pair) =>
      brokenBlock(pair, old.get(experimentKey(pair.before.block)!)!, before, after),
    ),
  ];
}

interface KnownExperiment {
  readonly experiment: SideExperiment;
  /** What it is in the other course. */
  readonly other: SideExperiment | null;
}

function experimentsByKey(pairing: Pairing, side: keyof BlockPair): ReadonlyMap<string, KnownExperiment> {
  const alone = side === 'before' ? pairing.goneExperiments : pairing.newExperiments;
  const opposite = side === 'before' ? 'after' : 'before';
  return new Map<string, KnownExperiment>([
    ...alone.map((experiment) => [experiment.key, { experiment, other: null }] as const),
    ...pairing.experiments.map(
      (pair) => [pair[side].key, { experiment: pair[side], other: pair[opposite] }] as const,
    ),
  ]);
}

function blockGone({ block }: CourseBlock, { experiment, other }: KnownExperiment): CourseChange {
  const left = other?.blocks.length ?? 0;
  const rest = left === 0 ? 'no block of it is left' : left === 1 ? 'one is left' : `${left} are left`;
  return changeOf({
    key: experiment.key,
    kind: 'block-gone',
    verdict: 'breaking',
    message: `A block of ${experimentWords(experiment)} is gone: ${rest}`,
    reason: 'learners are not shown their groups there any more, nor their work in them',
    hint:
      left === 0
        ? 'Restore the block, or end the experiment with olx-abtest conclude.'
        : 'Restore the block, or count learners from before and after apart.',
    before: block.place,
  });
}

function blockAdded({ block }: CourseBlock, { experiment, other }: KnownExperiment): CourseChange {
  const isNew = other === null || other.blocks.length === 0;
  return changeOf({
    key: other?.key ?? experiment.key,
    kind: 'block-added',
    verdict: 'safe',
    message: `A block of ${experimentWords(experiment)} is added${isNew ? ', the first one of it' : ''}`,
    reason: isNew
      ? 'no learner of the old course is in the experiment'
      : 'learners are shown the groups that they are in already',
    hint: isNew
      ? 'Validate it before it is published.'
      : 'Where this adds to what is measured, count learners from before and after apart.',
    after: block.place,
  });
}

function brokenBlock(
  pair: BlockPair,
  { experiment }: KnownExperiment,
  before: Course,
  after: Course,
): CourseChange[] {
  if (divisionOf(pair.before.block) === null || divisionOf(pair.after.block) !== null) return [];
  const [old, now] = [pair.before.block, pair.after.block];
  // A partition that is gone or has another scheme is reported as that.
  if (old.kind === 'split_test' && now.kind === 'split_test') {
    const known = after.partitions.find(({ id }) => id === now.partitionId);
    if (known === undefined && !before.partitions.some(({ id }) => id === now.partitionId)) return [];
    if (known === undefined || known.scheme !== 'random') return [];
  }
  return [
    changeOf({
      key: experiment.key,
      kind: 'block-broken',
      verdict: 'breaking',
      message: `${capital(`this ${now.kind}`)} of ${experimentWords(experiment)} cannot assign learners any more`,
      reason: 'every learner is shown nothing there',
      hint: 'Run olx-abtest validate to see why.',
      before: old.place,
      after: now.place,
    }),
  ];
}
