/** The partition of an experiment: the course's own of that name, or a new one. */

import { visible } from '../../diagnostics/visible.js';
import { DEFAULT_GROUP } from '../../olx/block/block.js';
import type { Course } from '../../olx/course/course.js';
import type { PartitionGroup, UserPartition } from '../../olx/policy/partition.js';
import { type Fraction, fractionText, toNumber, ZERO } from '../../portion/fraction.js';
import { readPortion } from '../../portion/portion.js';
import type { ConvertOptions } from '../conversion.js';
import type { Notes } from '../report/notes.js';
import type { Arm, Division } from './divide.js';
import { areEqual } from './equal-portion.js';
import { FIRST_ID, groupIdOf, LAST_ID, partitionIdOf, TakenIds } from './ids.js';
import { experimentNames, freeName, groupNames } from './partition-names.js';
import { shareOf, slotsFor } from './slots.js';

const MOST_SLOTS = 100;

export interface Plan {
  readonly division: Division;
  readonly partition: UserPartition;
  readonly isNew: boolean;
  /** One for each arm, in its order. */
  readonly arms: readonly PlannedArm[];
}

export interface PlannedArm {
  readonly arm: Arm;
  readonly ids: readonly number[];
  readonly share: Fraction;
}

/** `undefined` when the portions cannot be expressed or an id is taken; that is reported. */
export function planPartition(
  division: Division,
  course: Course,
  taken: TakenIds,
  options: ConvertOptions,
  notes: Notes,
): Plan | undefined {
  const { arms, experiment } = division;
  const slots = slotsOf(division, options, notes);
  if (slots === undefined) return undefined;
  const count = slots.reduce((sum, each) => sum + each, 0);
  const labels = labelsOf(arms, slots);
  const found = findPartition(experiment, labels, course, division, notes);
  const partition = found?.partition ?? newPartition(division, labels, taken, options, notes);
  if (partition === undefined) return undefined;
  const idOf = found?.idOf ?? new Map(partition.groups.map(({ name, id }) => [name, id]));
  return {
    division,
    partition,
    isNew: found === undefined,
    arms: arms.map((arm, index) => ({
      arm,
      ids: labels[index]!.map((label) => idOf.get(label)!),
      share: shareOf(slots[index]!, count),
    })),
  };
}

function slotsOf(
  { arms, place, experiment }: Division,
  options: ConvertOptions,
  notes: Notes,
): readonly number[] | undefined {
  const portions = arms.map(({ portion }) => portion);
  if (areEqual(portions)) return arms.map(() => 1);
  const most = options.maxSlots ?? MOST_SLOTS;
  const tolerance = readPortion(options.tolerance ?? '0').exact ?? ZERO;
  const slots = slotsFor(portions, tolerance, most);
  if (slots !== undefined && options.weights === 'slots') return slots;
  const shares = portions.map(short).join(', ');
  const message = `The groups of experiment "${visible(experiment)}" get ${shares}; a split_test gives all groups the same`;
  notes.report('convert-unequal-portions', { place, message, hint: hintFor(portions, slots, most) });
  return undefined;
}

/** Looser tolerances that are worth a try. */
const TOLERANCES = ['0.001', '0.005', '0.01', '0.02', '0.05'];

function hintFor(portions: readonly Fraction[], slots: readonly number[] | undefined, most: number): string {
  const count = slots?.reduce((sum, each) => sum + each, 0);
  if (count !== undefined) return `--weights slots makes ${count} groups, each with a copy of its content.`;
  const enough = TOLERANCES.find((each) => slotsFor(portions, readPortion(each).exact!, most) !== undefined);
  return enough === undefined
    ? `Even roughly it takes more than ${most} groups; make the portions equal.`
    : `It takes more than ${most} groups; --weights slots --tolerance ${enough} does with fewer.`;
}

function short(portion: Fraction): string {
  const text = fractionText(portion);
  return text.length <= 12 && !text.includes('/') ? text : toNumber(portion).toPrecision(6);
}

/** The names of the partition's groups for each arm: unique, none empty. */
function labelsOf(arms: readonly Arm[], slots: readonly number[]): string[][] {
  const taken = new Set(arms.flatMap(({ name }) => (name === '' || name === DEFAULT_GROUP ? [] : [name])));
  return arms.map(({ name }, index) => {
    const isMadeUp = name === DEFAULT_GROUP || name.trim() === '';
    const wanted = name === DEFAULT_GROUP ? 'default' : name.trim() === '' ? `Group ${index + 1}` : name;
    const label = isMadeUp ? freeName(wanted, taken) : name;
    taken.add(label);
    if (slots[index] === 1) return [label];
    return Array.from({ length: slots[index]! }, (_, slot) => {
      const own = freeName(`${label} (${slot + 1} of ${slots[index]})`, taken);
      taken.add(own);
      return own;
    });
  });
}

interface FoundPartition {
  readonly partition: UserPartition;
  readonly idOf: ReadonlyMap<string, number>;
}

function findPartition(
  experiment: string,
  labels: readonly (readonly string[])[],
  course: Course,
  { place }: Division,
  notes: Notes,
): FoundPartition | undefined {
  const names = experimentNames(course.partitions);
  const named = course.partitions.find(({ id }) => names.get(id) === experiment);
  if (named === undefined) return undefined;
  const idOf = new Map([...groupNames(named.groups)].map(([id, name]) => [name, id]));
  const wanted = labels.flat();
  if (wanted.length === idOf.size && wanted.every((label) => idOf.has(label)))
    return { partition: named, idOf };
  notes.report('convert-partition', {
    severity: 'warning',
    place,
    message: `The course has a partition "${visible(experiment)}" (${named.id}), but with other groups; a second one of that name is made`,
    hint: 'Give the experiment the groups of that partition, or another name.',
  });
  return undefined;
}

function newPartition(
  { experiment, arms, place }: Division,
  labels: readonly (readonly string[])[],
  taken: TakenIds,
  options: ConvertOptions,
  notes: Notes,
): UserPartition | undefined {
  const refuse = (id: number, what: string, other: string, key: string): undefined => {
    const message = `The ${what} gets the id ${id}, which ${other} has`;
    const hint = `Give it another id: --id '${visible(key)}=${id < LAST_ID ? id + 1 : FIRST_ID}'.`;
    notes.report('convert-id', { place, message, hint });
  };
  const ids = options.ids ?? new Map<string, number>();
  const id = ids.get(experiment) ?? partitionIdOf(experiment);
  const words = `experiment "${visible(experiment)}"`;
  const other = taken.take(id, `the ${words}`);
  if (other !== undefined) return refuse(id, words, other, experiment);
  const inPartition = new TakenIds();
  const groups: PartitionGroup[] = [];
  for (const [index, { name }] of arms.entries())
    for (const [slot, label] of labels[index]!.entries()) {
      const key = `${experiment}/${label}`;
      const groupId = ids.get(key) ?? groupIdOf(experiment, name === '' ? label : name, slot);
      const group = `group "${visible(label)}" of "${visible(experiment)}"`;
      const same = inPartition.take(groupId, `the ${group}`);
      if (same !== undefined) return refuse(groupId, group, same, key);
      groups.push({ id: groupId, name: label, version: 1 });
    }
  return {
    id,
    name: experiment,
    description: `Made from the abtest experiment "${experiment}".`,
    version: 3,
    scheme: 'random',
    groups,
    active: true,
    parameters: {},
  };
}
