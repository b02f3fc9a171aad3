/** What `validate` and the language server need, apart from the content door, so that they load no code that writes. Not public. */

export { formatPretty } from '../diagnostics/pretty.js';
export { summarizeDiagnostics, summaryText } from '../diagnostics/report.js';
export { usageParts as usageKeyParts } from '../olx/block/split-test.js';
export { readCourse } from '../olx/course/read-course.js';
export { DirectoryFiles } from '../olx/files/directory-files.js';
export { OverlayFiles } from '../olx/files/overlay-files.js';
export { hasRootFile } from '../reading/find-courses.js';
export { checkCourse } from '../rules/check.js';
export { rules } from '../rules/index.js';
export { decode } from '../xml/decode.js';
export { encode } from '../xml/encode.js';
