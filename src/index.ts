/** The front door: every public name, and nothing else. */

// Conversion
export type {
  ChangeKind,
  Conversion,
  ConversionChange,
  ConvertedExperiment,
  ConvertedGroup,
  ConvertOptions,
  FileChanges,
} from './convert/conversion.js';
export { convertCourse } from './convert/convert.js';
export {
  type CourseTag,
  courseTags,
  formatTags,
  type LostStates,
  newTagCounts,
  type TagCounts,
  type TagFormat,
  tagSummary,
} from './convert/course-tags.js';
export { diffConversion } from './convert/diff.js';
export { type BadRow, type LearnerState, readStates, type StateRow } from './convert/learner-states.js';
export { conversionJson, formatConversion } from './convert/report.js';
export { type WriteOptions, writeCourse } from './convert/write-course.js';
// Flags and experiment data
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
// Trouble, and how we speak about it
export { AbtestError, type ErrorCode } from './diagnostics/abtest-error.js';
export type { Diagnostic, Frame, Related, Severity } from './diagnostics/diagnostic.js';
export { formatGithub } from './diagnostics/github.js';
export { formatJunit } from './diagnostics/junit.js';
export { formatPlace, formatPretty, type Paint } from './diagnostics/pretty.js';
export { type Summary, summarize, summaryText } from './diagnostics/report.js';
export { formatJson, jsonText, plainPlace } from './diagnostics/report-json.js';
export { formatSarif, type SarifOptions } from './diagnostics/sarif.js';
export type { Place, Position, Source } from './diagnostics/source.js';
export { columnsOf, visible } from './diagnostics/visible.js';
// Assigning learners
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
// Arithmetic
export { type Fraction, toText as fractionText } from './experiment/fraction.js';
export { readInstant } from './experiment/instant.js';
export { findName, type NameSearch } from './experiment/name-search.js';
export { type Portion, type PortionKind, readPortion, restOf } from './experiment/portion.js';
export { bucketSql, groupSql, type SqlDialect, type SqlSource, valueSql } from './experiment/sql.js';
export {
  random,
  type Strategy,
  type StrategyId,
  seeded,
  stable,
  stableCourse,
} from './experiment/strategy.js';
// Blocks
export {
  type AbtestBlock,
  type Block,
  type Child,
  DEFAULT_GROUP,
  type Group,
  type SplitTestBlock,
} from './olx/block.js';
export { blocksOf } from './olx/blocks.js';
export { type WriteStyle, writeXml } from './olx/canonical.js';
export { type Content, contentOf } from './olx/content.js';
export type { Course, CourseBlock, CourseNode, PointerTarget, XmlFile } from './olx/course.js';
export { type AbtestDefinition, type CourseName, fromDefinition, toDefinition } from './olx/definition.js';
export {
  addChild,
  addGroup,
  type Edited,
  type NewChild,
  removeChild,
  removeGroup,
  renameGroup,
  setExperiment,
  setPortion,
} from './olx/edit-block.js';
export type { LoadOptions, TextInput } from './olx/load.js';
export type { PartitionGroup, UserPartition } from './olx/partition.js';
export { writeAbtest } from './olx/print.js';
export { displayNameOf } from './olx/read-course.js';
// Rules
export { checkBlock, checkCourse, type Severities } from './rules/check.js';
export { rules } from './rules/index.js';
export { type LoadedCourse, loadCourse, type ParseOptions, parseAbtest, parseXml } from './rules/parse.js';
export type { Rule } from './rules/rule.js';
export { type Arm, type Arms, armsOf, partitionKey } from './runtime/arms.js';
export type { SeenNode } from './runtime/children.js';
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
export { type ChiSquare, goodnessOfFit } from './stats/chi-square.js';
export { smallestEffect } from './stats/power.js';
export { type SampleRatio, sampleRatio } from './stats/sample-ratio.js';
export { expectedSizes, simulateSizes } from './stats/simulate.js';
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
// XML
export type { XmlAttribute, XmlDocument, XmlElement, XmlNode, XmlText } from './xml/node.js';
