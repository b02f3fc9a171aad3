/** The door for edits of whole courses: one function an edit, chains, diffs, and writing in place. */
export { type CourseEdit, composeEdits, diffEdit, editJson, formatEdit } from './change/course-edit.js';
export {
  addExperimentGroup,
  createSplitTest,
  deleteBlock,
  moveBlockChild,
  type NewSplitTest,
  removeExperimentGroup,
  renameBlock,
  renameExperiment,
  renameExperimentGroup,
  reorderExperimentGroups,
  repairSplitTests,
  setBlockTitle,
  setExperimentPortions,
  setSplitTestPartition,
} from './change/edits.js';
export { type FixOptions, fixCourse } from './change/fix-course.js';
export { recoverCourse, writeInPlace } from './olx/write/write-in-place.js';
