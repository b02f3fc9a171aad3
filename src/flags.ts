/** The door for experiment flags and experiment data: Open edX's switches, their snapshots, and rows with their history. */

export { CourseWaffleFlag, type FlagLayerAnswer } from './flags/course-waffle-flag.js';
export { type BucketExplanation, type BucketStep, explainBucket } from './flags/explain-flag.js';
export {
  type BucketDecision,
  type BucketReason,
  ExperimentFlag,
  type ExperimentFlagOptions,
  type FlagCourseKey,
  type FlagNotes,
  overrideExperimentFlag,
} from './flags/flag.js';
export {
  type BucketedEvent,
  type FlagAsker,
  FlagContext,
  type FlagCookie,
  type FlagLookup,
  type FlagRequest,
  type FlagServices,
  type FlagSession,
  type FlagTracker,
  type FlagUser,
} from './flags/flag-request.js';
export {
  type CurrentOverride,
  type FlagDefinition,
  FlagSettings,
  type FlagSettingsOptions,
  NEW_FLAG,
  type OverrideChoice,
  type OverrideValue,
  type StoredFlagSettings,
} from './flags/flag-settings.js';
export type { WaffleAnswer, WaffleRule } from './flags/waffle.js';
export type { EnrollmentWindow, WindowEdge, WindowVerdict } from './flags/window.js';
export { type FieldErrors, type FieldsRead, readDataFields } from './records/data-fields.js';
export { ExperimentDataFactory, ExperimentKeyValueFactory } from './records/factories.js';
export { FlagBook, type OverrideInput } from './records/flag-book.js';
export { FlagSource, type FlagSourceOptions } from './records/flag-source.js';
export {
  diffHistory,
  type FieldChange,
  nextHistoryRecord,
  previousHistoryRecord,
} from './records/history.js';
export { type JsonLinesOptions, JsonLinesSink } from './records/json-lines.js';
export { ExperimentKeyValueRecords } from './records/key-values.js';
export {
  type ChangedBy,
  ExperimentDataRecords,
  ExperimentRecords,
  type RecordsOptions,
} from './records/records.js';
export {
  type BoundExperiment,
  bindExperiments,
  type CourseBindings,
  courseFlagGate,
  readFlagBindings,
} from './runtime/bindings.js';
export {
  type FlagBinding,
  type FlagGate,
  type FlagGateOptions,
  type FlagVerdict,
  flagGate,
} from './runtime/flag-binding.js';
export type {
  ChangeStamp,
  DataFields,
  DataFilter,
  DataQuota,
  DataStore,
  DataTable,
  EndedSessions,
  ExperimentData,
  ExperimentKeyValue,
  FlagRow,
  HistoricalExperimentKeyValue,
  HistoryFilter,
  KeyValueFields,
  KeyValueTable,
  OverrideRow,
  PageRange,
  RecordDates,
  SavedKeyValue,
  Upserted,
  WithQuota,
} from './storage/store.js';
