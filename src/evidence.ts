/**
 * The door for evidence: which variant taught better.
 *
 * `analyze` reads the files with the outcomes, joins them to the groups of an experiment and returns an `Analysis`: plain
 * data with the counts of every group, the gates, the effects and one sentence of verdict for each comparison. It
 * stores nothing, and holds no name of a learner. `readPlan` reads what was decided before.
 */

export { type Analysing, analyze } from './evidence/analyze.js';
export { type ExposuresSqlOptions, exposuresSql } from './evidence/exposures-sql.js';
export { type AnalysisOptions, readSmallest, type Smallest, USUAL_OPTIONS } from './evidence/options.js';
export { formatPlan, type Plan, readPlan } from './evidence/plan.js';
export type { Columns, Question as AnalysisQuestion, Score } from './evidence/question.js';
export type {
  Analysis,
  AnyDifference,
  Balance,
  Comparison,
  GroupCount,
  LeftOut,
  MissingGate,
  OutcomeCount,
  OutcomeResult,
  PlanCheck,
  Verdict,
  VerdictKind,
} from './evidence/result/analysis.js';
export { readAnalysis } from './evidence/result/read-analysis.js';
export type { GroupSource, Sources } from './evidence/sources/gather.js';
export type { Effect as MeasuredEffect, EffectMethod, MeasuredArm } from './stats/effects/effect.js';
