/** Decisions whose experiments and groups are known to the compiler, from the types that `olx-abtest types` prints. */
import type { Group } from '../../olx/block/block.js';
import type { Decision } from '../decision.js';

/** The names of groups by experiment: the shape of what `courseTypes` prints. */
export type GroupNames = { readonly [experiment: string]: string };

/**
 * A decision about one of these experiments. Comparing its `experiment`, its `shown.name` or, unless it is `stale`, its `group`
 * with a name that the course does not have is a compile error. Without such types: `Decision`.
 */
export type DecisionOf<Names extends GroupNames> = string extends keyof Names
  ? Decision
  :
      | { [Experiment in keyof Names]: TypedDecision<Experiment, Names[Experiment]> }[keyof Names]
      | BrokenDecision;

/** The decision of a block that cannot assign learners. */
export interface BrokenDecision extends Decision {
  readonly experiment: null;
  readonly group: null;
  readonly reason: 'broken';
  readonly shown: null;
}

/** A decision about one experiment; the group of a stale one is a name that the course no longer has. */
export type TypedDecision<Experiment, Name extends string> = Omit<
  Decision,
  'experiment' | 'group' | 'stale' | 'shown'
> & {
  readonly experiment: Experiment;
  readonly shown: (Group & { readonly name: Name | null }) | null;
} & ({ readonly stale: false; readonly group: Name } | { readonly stale: true; readonly group: string });
