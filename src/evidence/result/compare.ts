/** Compares every group with the control group in every outcome. */

import { NotEstimable } from '../../stats/effects/effect.js';
import { standardised } from '../../stats/effects/scale.js';
import { welchF } from '../../stats/tests/welch-f.js';
import { missingGate } from '../gates/missing.js';
import type { AnalysisOptions } from '../options.js';
import type { Question } from '../question.js';
import type { Gathered } from '../sources/gather.js';
import { distrustOf, type SizesChecked } from '../words/distrust.js';
import { verdictOf } from '../words/verdict.js';
import { adjusted, type Family } from './adjust.js';
import type { AnyDifference, Comparison, GroupCount, MissingGate, OutcomeResult } from './analysis.js';
import type { Counted } from './counting.js';
import { type Estimated, estimate, type Method } from './estimate.js';
import { exactP } from './exact.js';
import { type GroupValues, groupValues } from './outcome-values.js';

/** As GrowthBook has it. */
const USUAL_PLANNED = 5000;

interface Comparing extends SizesChecked {
  readonly question: Question;
  readonly options: AnalysisOptions;
  readonly gathered: Gathered;
  readonly counted: Counted;
  /** The index of the control group. */
  readonly control: number;
}

export function compareOutcomes(comparing: Comparing): OutcomeResult[] {
  const { question, options } = comparing;
  const outcomes = question.columns.outcomes.map((outcome, index) => valuesOf(comparing, outcome, index));
  const method = methodOf(comparing);
  const family = adjusted(
    outcomes.flatMap(({ pairs }) => pairs.map(([treated, control]) => ({ treated, control }))),
    options,
    (treated, control, level) => estimate(treated, control, level, method),
  );
  let next = 0;
  return outcomes.map(({ outcome, groups, pairs, missing }) => {
    const results = pairs.map(() => next++);
    const smallest = smallestOf(options, groups[comparing.control]!);
    const distrust = distrustOf(comparing, outcome, missing);
    const judge = (index: number): Comparison =>
      comparisonOf(family, index, {
        outcome,
        smallest,
        distrust,
        several: pairs.length > 1,
        isOneOfOutcomes: outcomes.length > 1,
        exact: exactOf(comparing, method),
      });
    return {
      outcome,
      groups: groups.map(({ count }) => count),
      smallest,
      missing,
      anyDifference: anyDifferenceOf(pairs, method),
      comparisons: results.map(judge),
    };
  });
}

interface OutcomeValues {
  readonly outcome: string;
  readonly groups: readonly GroupValues[];
  /** Each group that has a portion or learners, and the control group. */
  readonly pairs: readonly (readonly [GroupValues, GroupValues])[];
  readonly missing: readonly MissingGate[];
}

function valuesOf(
  { counted, gathered, options, control }: Comparing,
  outcome: string,
  index: number,
): OutcomeValues {
  const groups = counted.people.map((people, group) =>
    groupValues(people, {
      group: counted.groups[group]!.group,
      groupIndex: group,
      index,
      absentIsNotAttempted: gathered.absentIsNotAttempted[index]!,
      notAttempted: options.notAttempted,
    }),
  );
  const pairs = groups
    .filter((_, group) => group !== control && isCompared(counted.groups[group]!))
    .map((group) => [group, groups[control]!] as const);
  const missing = pairs.flatMap(
    ([treated, other]) => missingGate(treated.count, other.count, plannedOf(options)) ?? [],
  );
  return { outcome, groups, pairs, missing };
}

/** Of the groups that are compared with one another. */
function anyDifferenceOf(pairs: OutcomeValues['pairs'], method: Method): AnyDifference | null {
  const isPlain = method.covariates.length === 0 && !method.byCluster && !method.byStratum;
  if (pairs.length < 2 || !isPlain || method.planned !== null) return null;
  const groups = [pairs[0]![1], ...pairs.map(([treated]) => treated)];
  try {
    return { groups: groups.length, ...welchF(groups.map(({ values }) => values)) };
  } catch (error) {
    if (error instanceof NotEstimable) return null;
    throw error;
  }
}

/** A group of which every learner is lost is compared, so that this is said. */
function isCompared({ share, counted }: GroupCount): boolean {
  return share > 0 || counted > 0;
}

function methodOf({ question: { columns }, options }: Comparing): Method {
  const first = columns.outcomes.length;
  return {
    covariates: columns.covariates.map((_, place) => first + place),
    covariateNames: columns.covariates,
    byCluster: columns.cluster !== null,
    byStratum: columns.stratum !== null,
    planned: plannedOf(options),
  };
}

/** `null` for intervals of one look. */
function plannedOf({ looks, plannedLearners }: AnalysisOptions): number | null {
  return looks === 'always' ? (plannedLearners ?? USUAL_PLANNED) : null;
}

function smallestOf({ smallest }: AnalysisOptions, { count }: GroupValues): number | null {
  if (smallest === null) return null;
  if (smallest.unit === 'outcome') return smallest.value;
  return count.standardDeviation ? smallest.value * count.standardDeviation : null;
}

interface Judging {
  readonly outcome: string;
  readonly smallest: number | null;
  readonly distrust: readonly string[];
  readonly several: boolean;
  readonly isOneOfOutcomes: boolean;
  readonly exact: (treated: GroupValues, control: GroupValues) => number | null;
}

/** The randomisation test where it was asked for. */
function exactOf(
  { question: { experiment }, options, gathered: { portions } }: Comparing,
  method: Method,
): Judging['exact'] {
  if (!options.exact) return () => null;
  return (treated, control) => exactP({ experiment, portions, treated, control, method });
}

function comparisonOf({ members, adjustedP }: Family, index: number, judging: Judging): Comparison {
  const { treated, control, estimated } = members[index]!;
  const names = { treated: treated.count.group, control: control.count.group };
  return {
    ...names,
    effect: estimated.effect,
    notEstimable: estimated.notEstimable,
    hedgesG: hedges(estimated, treated, control),
    adjustedP: adjustedP[index] ?? null,
    exactP: judging.exact(treated, control),
    verdict: verdictOf({ ...names, ...judging, ...estimated }),
  };
}

function hedges({ effect }: Estimated, treated: GroupValues, control: GroupValues): number | null {
  if (effect === null) return null;
  const varies = [treated, control].some(({ values }) => values.some((value) => value !== values[0]));
  if (!varies || treated.values.length < 2 || control.values.length < 2) return null;
  return standardised(effect, treated.values, control.values).g;
}
