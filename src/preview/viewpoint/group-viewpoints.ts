/** The groups through whose eyes a course can be shown, each with its value in addresses, and the viewpoint of each. */
import { accessExperiments, type Experiment, partitionKey } from '../../index.js';
import { assignableName, groupNameText, visible } from '../../presentation/group-words.js';
import { hiddenFrom } from '../learner/learner-access.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { shownArms } from './shown-arms.js';
import { type Choice, groupWithKey, type Viewpoint, viewpointOf } from './viewpoint.js';

/** One choice of the switch. */
interface GroupChoice {
  /** The value in addresses: `group:` and the key of the group, with `@` and the key of the experiment unless it is for all. */
  readonly value: string;
  /** The name of the group. */
  readonly name: string;
}

/** The choices of one experiment, or those that hold for several experiments. */
interface GroupChoices {
  readonly title: string;
  readonly choices: readonly GroupChoice[];
}

const known = new WeakMap<PreviewCourse, readonly GroupChoices[]>();

/** The groups with a name that several experiments have, then those of each experiment. */
export function groupChoices(preview: PreviewCourse): readonly GroupChoices[] {
  let choices = known.get(preview);
  if (choices === undefined) {
    choices = listed(preview);
    known.set(preview, choices);
  }
  return choices;
}

function listed(preview: PreviewCourse): GroupChoices[] {
  const { experiments } = preview.experiments;
  const each = experiments.map((experiment) => ({
    title: visible(experiment.name),
    choices: shownArms(experiment).map(({ arm }) => ({
      value: choiceOf(arm.key, experiment.key),
      name: assignableName(arm),
    })),
  }));
  const access = accessExperiments(preview.course).map(({ partition, groups }) => ({
    title: visible(partition.name),
    choices: groups.map(({ group }) => ({
      value: choiceOf(String(group.id), partitionKey(partition.id)),
      name: groupNameText(group.name),
    })),
  }));
  const counts = new Map<string, number>();
  for (const each of experiments)
    for (const {
      arm: { name },
    } of shownArms(each))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  const shared = [...counts].filter(([, count]) => count > 1);
  const together = {
    title: 'In several experiments',
    choices: shared.map(([name, count]) => ({
      value: choiceOf(name),
      name: `${nameOf(experiments, name)} (in ${count} of ${experiments.length})`,
    })),
  };
  return [...(shared.length === 0 ? [] : [together]), ...each, ...access];
}

/** @returns `null` where the course has no such group, or no longer */
export function groupViewpoint(preview: PreviewCourse, value: string): Viewpoint | null {
  const { experiments } = preview.experiments;
  const { group, experiment: key } = partsOf(value);
  const query = { as: value };
  if (key === null) {
    const having = experiments.filter(({ division }) => division.groups.some(({ name }) => name === group));
    if (having.length === 0) return null;
    const name = { kind: 'group', name: nameOf(experiments, group), experiment: null, query } as const;
    const keys = new Map(
      having.map((each) => [each.key, each.division.groups.find((arm) => arm.name === group)!.key]),
    );
    return viewpointOf(
      preview,
      name,
      chosen(preview, keys),
      hiddenFrom(preview, partitionsOf(preview, keys)),
    );
  }
  const experiment = experiments.find((each) => each.key === key);
  const arm = experiment?.division.byKey.get(group);
  if (experiment !== undefined && arm !== undefined) {
    const name = assignableName(arm);
    const keys = new Map([[key, group]]);
    return viewpointOf(
      preview,
      { kind: 'group', name, experiment: visible(experiment.name), query },
      chosen(preview, keys),
      hiddenFrom(preview, partitionsOf(preview, keys)),
    );
  }
  const access = accessExperiments(preview.course).find(
    ({ partition }) => partitionKey(partition.id) === key,
  );
  const mine = access?.groups.find((each) => String(each.group.id) === group);
  if (access === undefined || mine === undefined) return null;
  const name = groupNameText(mine.group.name);
  return viewpointOf(
    preview,
    { kind: 'group', name, experiment: visible(access.partition.name), query },
    () => undefined,
    hiddenFrom(preview, new Map([[access.partition.id, mine.group.id]])),
  );
}

/** @param keys the group of each experiment, by their keys */
function chosen(preview: PreviewCourse, keys: ReadonlyMap<string, string>): Choice {
  return (node, block) => {
    const experiment = preview.experimentOf(node)?.key;
    const group = experiment === undefined ? undefined : keys.get(experiment);
    return group === undefined ? undefined : groupWithKey(block, group);
  };
}

/** The groups of `keys` that are groups of partitions, by the ids of both: `group_access` uses them too. */
function partitionsOf({ course }: PreviewCourse, keys: ReadonlyMap<string, string>): Map<number, number> {
  return new Map(
    course.partitions.flatMap(({ id }) => {
      const group = keys.get(partitionKey(id));
      return group === undefined ? [] : [[id, Number(group)] as const];
    }),
  );
}

function nameOf(experiments: readonly Experiment[], name: string): string {
  const arm = experiments.flatMap(({ division }) => division.groups).find((each) => each.name === name)!;
  return assignableName(arm);
}

const GROUP = 'group:';

function choiceOf(group: string, experiment?: string): string {
  const written = group.replace(/[~@]/g, (character) => (character === '~' ? '~~' : '~a'));
  return `${GROUP}${written}${experiment === undefined ? '' : `@${experiment}`}`;
}

function partsOf(value: string): { readonly group: string; readonly experiment: string | null } {
  const text = value.slice(GROUP.length);
  const at = text.indexOf('@');
  const written = at === -1 ? text : text.slice(0, at);
  return {
    group: written.replace(/~([~a])/g, (_, code: string) => (code === 'a' ? '@' : '~')),
    experiment: at === -1 ? null : text.slice(at + 1),
  };
}

/** Whether a value of the address asks for a group. */
export function asksForGroup(value: string): boolean {
  return value.startsWith(GROUP);
}
