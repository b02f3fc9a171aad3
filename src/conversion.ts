/** The door for converting courses between abtest and split_test, with the reading of courses on disk. */
export type {
  BlockTag,
  Conversion,
  ConversionChange,
  ConversionChangeKind,
  ConvertedExperiment,
  ConvertedGroup,
  ConvertOptions,
} from './convert/conversion.js';
export { convertCourse } from './convert/convert.js';
export {
  type CourseTag,
  type CourseTagCounts,
  type CourseTagFormat,
  courseTags,
  formatCourseTags,
  type LostStates,
  newTagCounts,
} from './convert/learners/course-tags.js';
export {
  type BadStateRow,
  type LearnerState,
  readLearnerStates,
  type StateRow,
} from './convert/learners/learner-states.js';
export { repairCourse } from './convert/repair.js';
export { diffConversion } from './convert/report/conversion-diff.js';
export { conversionJson, formatConversion } from './convert/report/conversion-report.js';
export * from './courses.js';
export type { FileChanges } from './olx/write/members.js';
export { type ChangedCourse, type WriteOptions, writeCourse } from './olx/write/write-course.js';
