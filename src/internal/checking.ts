/** What `validate` needs, apart from the content door, so that it loads no code that writes. Not public. */

export { formatPretty } from '../diagnostics/pretty.js';
export { summarizeDiagnostics, summaryText } from '../diagnostics/report.js';
export { checkCourse } from '../rules/check.js';
export { rules } from '../rules/index.js';
