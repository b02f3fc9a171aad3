/** What our own faces share with the rooms of content and tables: texts for a terminal, plain JSON, rows of files. Not public. */

export { frameOf } from '../diagnostics/diagnostic.js';
export { jsonText, plainDiagnostic, plainPlace } from '../diagnostics/report-json.js';
export { leftOut, MOST_SARIF_RESULTS } from '../diagnostics/sarif.js';
export { Source } from '../diagnostics/source.js';
export { columnsOf, visible } from '../diagnostics/visible.js';
export { bodyPath, definingElement } from '../olx/block/content.js';
export { usageParts as usageKeyParts } from '../olx/block/split-test.js';
export { groupAccessOf } from '../olx/course/access-experiments.js';
export { definitionPath } from '../olx/course/names.js';
export { readCourse } from '../olx/course/read-course.js';
export { DirectoryFiles } from '../olx/files/directory-files.js';
export { OverlayFiles } from '../olx/files/overlay-files.js';
export { AttributeSource } from '../olx/policy/attribute-source.js';
export { madeUpName } from '../olx/print/lxml-text.js';
export { hasRootFile } from '../reading/find-courses.js';
export { inSlices, stepsInSlices } from '../reading/in-slices.js';
export { loadCourseInSlices } from '../reading/load.js';
export { checkCourseWithin, checkingCourse } from '../rules/check.js';
export { columnName, csvCells, csvRecords, DELIMITERS } from '../tables/csv.js';
export { csvLine } from '../tables/csv-cells.js';
export { isJsonLines, jsonRecords } from '../tables/json-lines.js';
export { again, type Piece, piecesOf } from '../tables/pieces.js';
export { delimiterIn, paddedFault, type Table, tableOf } from '../tables/table-shape.js';
export { decode } from '../xml/decode.js';
export { encode } from '../xml/encode.js';
