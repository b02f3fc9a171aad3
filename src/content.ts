/** The door for course content: reading, checking, writing and editing A/B blocks. */
export { AbtestError, type ErrorCode } from './diagnostics/abtest-error.js';
export type {
  CodeFrame,
  Diagnostic,
  Finding,
  Fix,
  RelatedPlace,
  Severity,
  TextEdit,
} from './diagnostics/diagnostic.js';
export { formatGithub } from './diagnostics/github.js';
export { formatJunit } from './diagnostics/junit.js';
export { formatPlace, formatPretty, type Paint } from './diagnostics/pretty.js';
export { type DiagnosticSummary, summarizeDiagnostics, summaryText } from './diagnostics/report.js';
export { formatJson } from './diagnostics/report-json.js';
export { formatSarif, type SarifOptions } from './diagnostics/sarif.js';
export type { Place, Position, Source } from './diagnostics/source.js';
export type { ImportExplanation } from './loading/explain.js';
export {
  type ExplainedBlock,
  type ExplainedImport,
  explainImport,
  type ImportFate,
} from './loading/explain-blocks.js';
export {
  type AbtestBlock,
  type Block,
  type BlockBase,
  type Child,
  DEFAULT_GROUP,
  type Group,
  type SplitTestBlock,
} from './olx/block/block.js';
export { blocksOf } from './olx/block/blocks.js';
export { type BlockContent, contentOf } from './olx/block/content.js';
export {
  type AbtestDefinition,
  type DefinitionNames,
  fromDefinition,
  toDefinition,
} from './olx/block/definition.js';
export {
  type AccessExperiment,
  type AccessGroup,
  accessExperiments,
} from './olx/course/access-experiments.js';
export type { Course, CourseBlock, CourseNode, PointerTarget, XmlFile } from './olx/course/course.js';
export { displayNameOf } from './olx/course/read-course.js';
export type { ChildName, NewGroup } from './olx/edit/abtest-changes.js';
export {
  type AbtestEdit,
  addChild,
  addDefault,
  addGroup,
  moveChild,
  removeChild,
  removeGroup,
  renameGroup,
  reorderGroups,
  setDisplayName,
  setExperiment,
  setPortion,
} from './olx/edit/edit-abtest.js';
export type { NewChild } from './olx/edit/placing.js';
export type { CourseFiles } from './olx/files/course-files.js';
export type { PartitionFault, PartitionGroup, UserPartition } from './olx/policy/partition.js';
export type { CoursePolicy } from './olx/policy/policy.js';
export { type WriteStyle, type WriteXmlOptions, writeXml } from './olx/print/canonical.js';
export { writeAbtest } from './olx/print/print-block.js';
export { type Fraction, fractionText } from './portion/fraction.js';
export { type Portion, type PortionKind, readPortion, remainingPortion } from './portion/portion.js';
export { type LoadedCourse, type PartlyLoadedCourse, parseCourse } from './reading/loaded-course.js';
export { type ParseOptions, parseAbtest, parseXml } from './reading/parse.js';
export { checkBlock, checkCourse, type Severities } from './rules/check.js';
export { rules } from './rules/index.js';
export type { ReportedFinding, Rule, RuleReport } from './rules/rule.js';
export type {
  XmlAttribute,
  XmlCdata,
  XmlComment,
  XmlContext,
  XmlDoctype,
  XmlDocument,
  XmlElement,
  XmlInstruction,
  XmlNode,
  XmlNodeBase,
  XmlText,
} from './xml/node.js';
export type { XmlEntities } from './xml/references.js';
export type { XmlProblem, XmlRuleId } from './xml/scan/problems.js';
export type { ScanOptions } from './xml/scan/scanner.js';
