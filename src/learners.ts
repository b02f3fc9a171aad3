/** The part of the door for learners: groups, flags, stores and statistics. */

export { abbreviation } from './bucketing/abbreviation.js';
export { stableBucket, stableBuckets, stableValue, stableValues } from './bucketing/bucket.js';
export { type Candidate, type Choice, chooseFrom, prepare } from './bucketing/choose.js';
export { findName, type NameSearch } from './bucketing/name-search.js';
export { bucketSql, groupSql, type SqlDialect, type SqlSource, valueSql } from './bucketing/sql.js';
export {
  random,
  type Strategy,
  type StrategyId,
  seeded,
  stable,
  stableCourse,
} from './bucketing/strategy.js';
export {
  type CourseKey,
  type LearningContextKey,
  type LibraryKey,
  parseCourseKey,
  parseLearningContextKey,
} from './flags/course-key.js';
export { CourseWaffleFlag, type LayerAnswer } from './flags/course-waffle-flag.js';
export { type BucketExplanation, type BucketStep, explainBucket } from './flags/explain-flag.js';
export {
  type BucketDecision,
  type BucketReason,
  ExperimentFlag,
  type ExperimentFlagOptions,
  type FlagNotes,
  LARGEST_EXPERIMENT_ID,
  overrideExperimentFlag,
} from './flags/flag.js';
export {
  type BucketedEvent,
  FlagContext,
  type FlagCookie,
  type FlagRequest,
  type FlagServices,
  type FlagSession,
  type FlagUser,
  type Lookup,
  type Tracker,
} from './flags/flag-request.js';
export {
  type FlagDefinition,
  FlagSettings,
  type FlagSettingsOptions,
  NEW_FLAG,
  type OverrideChoice,
  type StoredFlagSettings,
} from './flags/flag-settings.js';
export { readInstant } from './flags/instant.js';
export {
  type FieldErrors,
  type FieldsRead,
  readDataFields as readFields,
  readDataKey as readKey,
  readExperimentId,
  readValue,
} from './records/data-fields.js';
export { ExperimentDataFactory, ExperimentKeyValueFactory } from './records/factories.js';
export { FlagBook, type OverrideInput } from './records/flag-book.js';
export { FlagSource, type FlagSourceOptions } from './records/flag-source.js';
export {
  diffAgainst,
  type FieldChange,
  instancesAsOf,
  nextRecord,
  previousRecord,
} from './records/history.js';
export { type JsonLinesOptions, JsonLinesSink } from './records/json-lines.js';
export { ExperimentKeyValueRecords } from './records/key-values.js';
export { type By, ExperimentDataRecords, Records, type RecordsOptions } from './records/records.js';
export {
  type BoundExperiment,
  bindingsOf,
  type CourseBindings,
  gateOf,
  readBindings,
} from './runtime/bindings.js';
export { nodesByElement, type SeenNode } from './runtime/children.js';
export { type Decision, decide, type Reason, type StalePolicy } from './runtime/decision.js';
export {
  type AssignableGroup as Arm,
  type Division as Arms,
  divisionOf as armsOf,
  partitionKey,
} from './runtime/division.js';
export {
  type CourseExperiments,
  courseKeyOf,
  type Experiment,
  runningExperiments as experimentsOf,
  type Standing,
  standingOf,
} from './runtime/experiments.js';
export {
  type FlagBinding,
  type FlagGate,
  type FlagGateOptions,
  type FlagVerdict,
  flagGate,
} from './runtime/flag-binding.js';
export { type Imported, type ImportRow, importAssignments } from './runtime/import.js';
export type { ImportOptions } from './runtime/import-row.js';
export { oneByOneIfRefused } from './runtime/one-by-one.js';
export { type PartitionGroups, partitionGroups } from './runtime/partition-groups.js';
export {
  createRuntime,
  type ExposureResult as Shown,
  type Keeping,
  type Runtime,
  type RuntimeOptions,
} from './runtime/runtime.js';
export { formatSharedState, parseSharedState } from './runtime/shared-state.js';
export { binomialRange } from './stats/distributions/binomial.js';
export { type DetectableEffect, pairEffects, smallestEffect } from './stats/power.js';
export { type SampleRatio, sampleRatio } from './stats/sample-ratio.js';
export { expectedSizes, simulateSizes } from './stats/simulate.js';
export { type ChiSquare, goodnessOfFit } from './stats/tests/chi-square.js';
export { MOST_DATA_KEY_CHARACTERS } from './storage/limits.js';
export { open as openStore, storeUrl } from './storage/open.js';
export { mask, secretsIn } from './storage/secret.js';
export type {
  Assignment,
  DataFields,
  DataFilter,
  DataStore,
  DataTable,
  Ended,
  Ending,
  ExperimentData,
  ExperimentKeyValue,
  Exposure,
  FactCount,
  FactFilter,
  FactKey,
  FactRow,
  FactStore,
  FlagRow,
  HistoricalExperimentKeyValue,
  HistoryFilter,
  KeyValueFields,
  KeyValueTable,
  OverrideRow,
  Part,
  Stamp,
  Store,
  StoreWithData,
  StreamPart,
  StreamPosition,
  Upserted,
} from './storage/store.js';
export { type StreamOptions, streamAssignments, streamExposures } from './storage/stream.js';
