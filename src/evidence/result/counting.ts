/** Who counts in an analysis, in which group, and who is left out. */
import type { Experiment } from '../../runtime/experiments.js';
import type { AnalysisOptions } from '../options.js';
import type { Gathered } from '../sources/gather.js';
import { NO_GROUP, type Person } from '../sources/people.js';
import type { Analysis, GroupCount, LeftOut } from './analysis.js';

export interface Counted {
  /** Whether exposures decide who counts. */
  readonly isByExposure: boolean;
  readonly denominator: Analysis['denominator'];
  /** Whether any source has exposures. */
  readonly hasExposures: boolean;
  readonly groups: readonly GroupCount[];
  /** By the index of their group. */
  readonly assignedPeople: readonly (readonly Person[])[];
  /** Those of them who count. */
  readonly people: readonly (readonly Person[])[];
  readonly leftOut: LeftOut;
}

export function countPeople(
  { people, leftOut }: Gathered,
  experiment: Experiment,
  { exposed }: AnalysisOptions,
): Counted {
  const { groups, choice } = experiment.division;
  const assigned: Person[][] = groups.map(() => []);
  const away = { inTwoGroups: 0, groupGone: 0, withoutGroup: 0 };
  let hasExposures = false;
  for (const person of people.all()) {
    if (person.exposures !== null) hasExposures = true;
    if (person.isInTwoGroups) away.inTwoGroups += 1;
    else if (person.group === null) away.withoutGroup += 1;
    else if (person.group === NO_GROUP) away.groupGone += 1;
    else assigned[person.group]!.push(person);
  }
  const isByExposure = hasExposures && exposed !== 'off';
  const contexts = exposed === 'all' ? experiment.blocks.length : 1;
  const shown = contexts > 1 ? 'exposed-to-all' : 'exposed';
  const counts = (person: Person): boolean => !isByExposure || (person.exposures?.size ?? 0) >= contexts;
  const counted = assigned.map((each) => each.filter(counts));
  return {
    isByExposure,
    denominator: isByExposure ? shown : 'assigned',
    hasExposures,
    assignedPeople: assigned,
    people: counted,
    groups: groups.map(({ name, group }, index) => ({
      group: group.isDefault ? 'default' : name,
      share: choice.pairs[index]![1],
      assigned: assigned[index]!.length,
      exposed: hasExposures ? assigned[index]!.filter(({ exposures }) => exposures !== null).length : null,
      counted: counted[index]!.length,
      unenrolled: counted[index]!.filter(({ isUnenrolled }) => isUnenrolled).length,
    })),
    leftOut: { ...away, named: leftOut },
  };
}

/** The index of the control group: the one that is named, else the default group, else the first with a portion. */
export function controlIndex({ division }: Experiment, name: string | null): number | null {
  const { groups } = division;
  if (name !== null) {
    const found = groups.findIndex(
      (each) => each.key === name || each.name === name || (each.group.isDefault && name === 'default'),
    );
    return found < 0 ? null : found;
  }
  const has = (index: number): boolean => groups[index]!.share.numerator > 0n;
  const standard = groups.findIndex(({ group }, index) => group.isDefault && has(index));
  return standard >= 0 ? standard : groups.findIndex((_, index) => has(index));
}

/**
 * How many clusters each group has, when no cluster has learners of two groups, so that whole clusters were put into
 * groups; else `null`. Learners without a cluster are passed over.
 * @returns by the portions that the clusters were drawn by (the earliest of their learners), then by group
 */
export function wholeClusters(groups: readonly (readonly Person[])[], periods = 1): number[][] | null {
  const found = new Map<string, { readonly group: number; period: number }>();
  for (const [group, people] of groups.entries()) {
    for (const { cluster, period } of people) {
      if (cluster === null) continue;
      const one = found.get(cluster);
      if (one === undefined) found.set(cluster, { group, period });
      else if (one.group !== group) return null;
      else one.period = Math.min(one.period, period);
    }
  }
  if (found.size === 0) return null;
  const counts = Array.from({ length: periods }, () => groups.map(() => 0));
  for (const { group, period } of found.values()) counts[period]![group]! += 1;
  return counts;
}
