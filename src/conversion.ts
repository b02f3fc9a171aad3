/** The part of the door for converting courses between abtest and split_test, with the reading of courses on disk. */
export type {
  ChangeKind,
  Conversion,
  ConversionChange,
  ConvertedExperiment,
  ConvertedGroup,
  ConvertOptions,
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
} from './convert/learners/course-tags.js';
export {
  type BadRow,
  type LearnerState,
  readStates,
  type StateRow,
} from './convert/learners/learner-states.js';
export { repairCourse } from './convert/repair.js';
export { diffConversion } from './convert/report/conversion-diff.js';
export { conversionJson, formatConversion } from './convert/report/conversion-report.js';
export * from './courses.js';
export type { FileChanges } from './olx/write/members.js';
export { recoverInterrupted } from './olx/write/replace.js';
export { type WriteOptions, writeCourse } from './olx/write/write-course.js';
