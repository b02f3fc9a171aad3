/** The part of the door for learners: groups, flags, stores and statistics. */
export { ExperimentDataFactory, ExperimentKeyValueFactory } from './data/factories.js';
export {
  type FieldErrors,
  type FieldsRead,
  readExperimentId,
  readFields,
  readKey,
  readValue,
} from './data/fields.js';
export { FlagBook, type OverrideInput } from './data/flag-book.js';
export { FlagSource, type FlagSourceOptions } from './data/flag-source.js';
export { diffAgainst, type FieldChange, instancesAsOf, nextRecord, previousRecord } from './data/history.js';
export { type JsonLinesOptions, JsonLinesSink } from './data/json-lines.js';
export { ExperimentKeyValueRecords } from './data/key-values.js';
export { type By, ExperimentDataRecords, Records, type RecordsOptions } from './data/records.js';
export { abbreviation } from './experiment/abbreviation.js';
export { stableBucket, stableBuckets, stableValue, stableValues } from './experiment/bucket.js';
export { type Candidate, type Choice, chooseFrom, prepare } from './experiment/choose.js';
export {
  type CourseKey,
  type LearningContextKey,
  type LibraryKey,
  parseCourseKey,
  parseLearningContextKey,
} from './experiment/course-key.js';
export { CourseWaffleFlag, type LayerAnswer } from './experiment/course-waffle-flag.js';
export { type BucketExplanation, type BucketStep, explainBucket } from './experiment/explain-flag.js';
export {
  type BucketDecision,
  type BucketReason,
  ExperimentFlag,
  type ExperimentFlagOptions,
  type FlagNotes,
  overrideExperimentFlag,
} from './experiment/flag.js';
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
} from './experiment/flag-request.js';
export {
  type FlagDefinition,
  FlagSettings,
  type FlagSettingsOptions,
  NEW_FLAG,
  type OverrideChoice,
  type StoredFlagSettings,
} from './experiment/flag-settings.js';
export { readInstant } from './experiment/instant.js';
export { findName, type NameSearch } from './experiment/name-search.js';
export { bucketSql, groupSql, type SqlDialect, type SqlSource, valueSql } from './experiment/sql.js';
export {
  random,
  type Strategy,
  type StrategyId,
  seeded,
  stable,
  stableCourse,
} from './experiment/strategy.js';
export { armName, armPortion, groupNameText } from './runtime/arm-words.js';
export { type Arm, type Arms, armsOf, partitionKey } from './runtime/arms.js';
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
  type CourseExperiments,
  courseKeyOf,
  type Experiment,
  experimentsOf,
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
export {
  createRuntime,
  type Keeping,
  type Runtime,
  type RuntimeOptions,
  type Shown,
} from './runtime/runtime.js';
export { formatSharedState, parseSharedState } from './runtime/shared-state.js';
export { type Standing, standingOf } from './runtime/standing.js';
export { binomialRange } from './stats/binomial.js';
export { type ChiSquare, goodnessOfFit } from './stats/chi-square.js';
export { type Effect, pairEffects } from './stats/effects.js';
export { type Filled, fillGroups, simulatedLearner } from './stats/filling.js';
export { smallestEffect } from './stats/power.js';
export { type SampleRatio, sampleRatio } from './stats/sample-ratio.js';
export { expectedSizes, simulateSizes } from './stats/simulate.js';
export { chanceText, EFFECT_WORDS, effectText, fitText, ratioText, sizeText } from './stats/words.js';
export { open as openStore, storeUrl } from './storage/open.js';
export { mask, secretsIn } from './storage/secret.js';
export type {
  Assignment,
  DataFields,
  DataFilter,
  DataStore,
  DataTable,
  ExperimentData,
  ExperimentKeyValue,
  Exposure,
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
  Upserted,
} from './storage/store.js';
