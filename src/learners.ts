/** The door for learners: which group, what is shown, the stores that keep it, and the sizes of groups. */

export { abbreviateExperiment } from './bucketing/abbreviation.js';
export { stableBucket, stableBuckets, stableValue, stableValues, type Username } from './bucketing/bucket.js';
export {
  chooseGroup,
  type FloatPair,
  type GroupCandidate,
  type GroupChoice,
  prepareGroupChoice,
} from './bucketing/choose.js';
export { findUsername, type UsernameSearch } from './bucketing/name-search.js';
export {
  type SqlDialect,
  type SqlSource,
  stableBucketSql,
  stableGroupSql,
  stableValueSql,
} from './bucketing/sql.js';
export {
  randomStrategy,
  type Strategy,
  type StrategyId,
  type StrategyQuestion,
  seededStrategy,
  stableCourseStrategy,
  stableStrategy,
} from './bucketing/strategy.js';
export {
  type CourseKey,
  type LearningContextKey,
  type LibraryKey,
  parseCourseKey,
  parseLearningContextKey,
} from './flags/course-key.js';
export type { SeenNode } from './runtime/children.js';
export {
  type Decision,
  type DecisionReason,
  decideGroup,
  type FlagReason,
  type StalePolicy,
} from './runtime/decision.js';
export { type AssignableGroup, type Division, divisionOf, partitionKey } from './runtime/division.js';
export {
  type CourseExperiments,
  courseKeyOf,
  type Experiment,
  type ExperimentExposures,
  type ExperimentStanding,
  experimentExposures,
  experimentStanding,
  runningExperiments,
} from './runtime/experiments.js';
export { type AssignmentImportRow, type ImportedAssignment, importAssignments } from './runtime/import.js';
export type { AssignmentImportOptions, ImportFields } from './runtime/import-row.js';
export { decideMany, type LearnerDecision } from './runtime/many-learners.js';
export { courseTypes } from './runtime/names/course-types.js';
export type {
  BrokenDecision,
  DecisionOf,
  GroupNames,
  TypedDecision,
} from './runtime/names/typed-decision.js';
export { type PartitionGroups, partitionGroups } from './runtime/partition-groups.js';
export {
  createRuntime,
  type ExposureResult,
  type Keeping,
  type Runtime,
  type RuntimeOptions,
} from './runtime/runtime.js';
export { formatSharedState, parseSharedState } from './runtime/shared-state.js';
export type { PortionsPeriod } from './runtime/sizes/portions.js';
export { type StreamOptions, streamAssignments, streamExposures } from './runtime/stream.js';
export { binomialRange } from './stats/distributions/binomial.js';
export { type DetectableEffect, pairEffects, smallestEffect } from './stats/power.js';
export { type SampleRatio, sampleRatio } from './stats/sample-ratio.js';
export { expectedSizes, simulateSizes } from './stats/simulate.js';
export { type ChiSquare, goodnessOfFit } from './stats/tests/chi-square.js';
export { COMMITS, type CommitReport, POOLS, type PoolReport } from './storage/observation.js';
export { openStore } from './storage/open.js';
export type {
  Assignment,
  AssignmentKey,
  ClaimResult,
  Draw,
  EndedExperiment,
  ExperimentEnding,
  ExperimentKey,
  Exposure,
  FactCount,
  FactFilter,
  FactKey,
  FactRow,
  FactStore,
  ForgetResult,
  KeptPortions,
  NewAssignment,
  Outcome,
  OutcomeFilter,
  OutcomeKey,
  Reassignment,
  Store,
  StoreFilter,
  StoreWithData,
  StreamPart,
  StreamPosition,
} from './storage/store.js';
