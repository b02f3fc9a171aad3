/** A decision as OpenFeature's evaluations say it: value, variant, reason and metadata, or an error code. */
import type { Decision, DecisionReason } from '../runtime/decision.js';

/** OpenFeature's reasons that decisions have. */
type EvaluationReason = 'SPLIT' | 'TARGETING_MATCH' | 'DISABLED' | 'STATIC';

/** Flat, as OpenFeature requires. */
type EvaluationMetadata = Record<string, boolean | string | number>;

interface Evaluation {
  /** The group that is shown; of a stale assignment whose block shows nothing instead, the stored one. */
  readonly group: string;
  readonly reason: EvaluationReason;
  readonly metadata: EvaluationMetadata;
}

/** What is the same for all learners. */
interface FlagSet {
  /** The course: `flagSetId` of OpenTelemetry's conventions. */
  readonly id: string;
  /** Changes with the experiments of the course. */
  readonly version: string;
  /** The scope of assignments. */
  readonly scope: string;
}

/** OpenFeature's reason for each of ours, here and in the service. */
export const EVALUATION_REASONS: Readonly<Record<Exclude<DecisionReason, 'broken'>, EvaluationReason>> = {
  stored: 'SPLIT',
  split: 'SPLIT',
  forced: 'TARGETING_MATCH',
  'flag-forced': 'TARGETING_MATCH',
  'flag-off': 'DISABLED',
  'flag-outside-window': 'DISABLED',
  ended: 'STATIC',
};

/**
 * The evaluation of a decision about an experiment of this name; `null` for a broken block, which has none. The service
 * says the same of it.
 */
export function evaluationOf(decision: Decision, name: string, flagSet: FlagSet): Evaluation | null {
  const { reason, stale, assignment } = decision;
  if (reason === 'broken') return null;
  const metadata: EvaluationMetadata = {
    flagSetId: flagSet.id,
    version: flagSet.version,
    scope: flagSet.scope,
    experiment: name,
    decision: reason,
    stored: assignment !== null,
    stale,
  };
  if (assignment !== null) metadata.strategy = assignment.strategy;
  return { group: shownGroup(decision)!, reason: EVALUATION_REASONS[reason], metadata };
}

/** The name of the group that a learner sees, `null` for a broken block. */
export function shownGroup({ group, shown }: Decision): string | null {
  return shown === null ? group : (shown.name ?? String(shown.id));
}
