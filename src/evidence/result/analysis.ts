/** The result of an analysis: plain data without a name of a learner, as JSON has it. */
import type { Effect } from '../../stats/effects/effect.js';
import type { SampleRatio } from '../../stats/sample-ratio.js';

/** The counts of one group. */
export interface GroupCount {
  readonly group: string;
  /** The portion, 0 to 1. */
  readonly share: number;
  readonly assigned: number;
  /** Learners to whom the group's content was shown; `null` where no source says. */
  readonly exposed: number | null;
  /** Learners who count in the effects. */
  readonly counted: number;
  /** Of those counted: no longer enrolled, by the grade report. */
  readonly unenrolled: number;
}

/** Learners who count in no group, by the reason. */
export interface LeftOut {
  /** More than one group is known of them. */
  readonly inTwoGroups: number;
  /** Their group is not in the course. */
  readonly groupGone: number;
  /** They have an outcome, but no group: they never came to a block of the experiment. */
  readonly withoutGroup: number;
  /** They were named, such as course staff. */
  readonly named: number;
}

/** The outcomes of one group. */
export interface OutcomeCount {
  readonly group: string;
  readonly withOutcome: number;
  /** Learners who did not attempt the work; a 0 or missing, as `notAttempted` of the analysis says. */
  readonly notAttempted: number;
  /** Learners who could not see the work. */
  readonly notAvailable: number;
  /** Counted learners without an outcome. */
  readonly missing: number;
  /** `null` without an outcome. */
  readonly mean: number | null;
  readonly standardDeviation: number | null;
}

/** Whether outcomes are missing more often in one group than in another. */
export interface MissingGate {
  readonly treated: string;
  readonly control: string;
  /** Of the shares of counted learners without an outcome, 0 to 1. */
  readonly difference: number;
  readonly lower: number;
  readonly upper: number;
  readonly pValue: number;
  /** The shares differ by more than .05, and p is below .01. */
  readonly failed: boolean;
}

/** How a covariate, known from before the experiment, differs between two groups. */
export interface Balance {
  readonly covariate: string;
  readonly treated: string;
  readonly control: string;
  /** The difference of the means in standard deviations; `null` where the covariate does not vary. */
  readonly standardisedDifference: number | null;
}

/**
 * - `better`, `worse`: the interval is above, below 0
 * - `no-difference`: the interval is within the smallest difference that matters
 * - `cannot-tell`: the interval allows more than one of these
 * - `do-not-trust`: a gate failed
 */
export type VerdictKind = 'better' | 'worse' | 'no-difference' | 'cannot-tell' | 'do-not-trust';

export interface Verdict {
  readonly kind: VerdictKind;
  /** One sentence. */
  readonly sentence: string;
  /** What to do. */
  readonly next: string;
}

/** One group against another one, in one outcome. */
export interface Comparison {
  readonly treated: string;
  readonly control: string;
  /** `null` where the data do not allow it. */
  readonly effect: Effect | null;
  /** Why there is no effect; else `null`. */
  readonly notEstimable: string | null;
  /** Hedges g; `null` where it is undefined. */
  readonly hedgesG: number | null;
  /** Of all comparisons of the analysis; `null` for a single one. */
  readonly adjustedP: number | null;
  /** The share of re-randomised assignments with an effect at least as large; `null` where it was not asked for. */
  readonly exactP: number | null;
  readonly verdict: Verdict;
}

/** Whether any of three or more groups differ: Welch's F test of equal means. */
export interface AnyDifference {
  readonly groups: number;
  readonly statistic: number;
  readonly degreesOfFreedom: readonly [numerator: number, denominator: number];
  readonly pValue: number;
}

export interface OutcomeResult {
  readonly outcome: string;
  readonly groups: readonly OutcomeCount[];
  /** The smallest difference that matters, in the outcome's unit; `null` where none was given. */
  readonly smallest: number | null;
  readonly missing: readonly MissingGate[];
  /** `null` for two groups, where the data do not allow it, and with covariates, clusters, strata or repeated looks. */
  readonly anyDifference: AnyDifference | null;
  readonly comparisons: readonly Comparison[];
}

export interface PlanCheck {
  /** The file. */
  readonly plan: string;
  /** How the analysis differs from the plan, one sentence each. */
  readonly deviations: readonly string[];
}

export interface Analysis {
  readonly version: 1;
  /** The name for people. */
  readonly experiment: string;
  readonly key: string;
  readonly course: string;
  /** The group that the others are compared with. */
  readonly control: string;
  /** In words. */
  readonly groupsFrom: string;
  /**
   * Who counts: `exposed`, who was shown the content of any block; `exposed-to-all`, in as many places as the experiment has
   * blocks; `assigned`, everybody with a group.
   */
  readonly denominator: 'exposed' | 'exposed-to-all' | 'assigned';
  readonly counts: readonly GroupCount[];
  readonly leftOut: LeftOut;
  readonly notAttempted: 'zero' | 'missing';
  readonly ratio: { readonly assigned: SampleRatio; readonly exposed: SampleRatio | null };
  readonly balance: readonly Balance[];
  readonly outcomes: readonly OutcomeResult[];
  readonly plan: PlanCheck | null;
  /** What a reader must know besides, one sentence each. */
  readonly notes: readonly string[];
  /** A paragraph for a paper or a report. */
  readonly methods: string;
}
