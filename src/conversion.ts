/** The part of the door for converting courses between abtest and split_test. */
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
