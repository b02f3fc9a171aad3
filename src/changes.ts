/** The door for changes of a course that runs: what they do to learners. */
export {
  type Conclusion,
  type ConclusionNotes,
  concludeExperiment,
  conclusionRecord,
  type GradedLoss,
} from './change/conclude.js';
export { type CountOptions, countMoves } from './change/diff/count-moves.js';
export {
  type ConcernedLearners,
  type CourseChange,
  DIFF_KINDS,
  type DiffKind,
  type DiffVerdict,
} from './change/diff/course-change.js';
export { type CourseDiff, diffCourses, withLearnerCounts } from './change/diff/diff-courses.js';
export { diffDiagnostics, diffJson, diffRules, diffSummary } from './change/diff/diff-report.js';
export type { DiffOptions } from './change/diff/moves.js';
export {
  MoveCounter,
  type MoveCounts,
  type MovedShares,
  type MoveOptions,
  movedShares,
} from './change/diff/moves.js';
export type { ExperimentPair } from './change/diff/pairing.js';
export type { PairedGroup, SideExperiment } from './change/diff/side.js';
export type { KeptGroup } from './change/edits/conclude.js';
