/** The reading and writing of CSV and JSON lines, for the faces. */
export { columnName, csvCells, csvRecords, DELIMITERS } from '../tables/csv.js';
export { csvLine } from '../tables/csv-cells.js';
export { isJsonLines, jsonRecords } from '../tables/json-lines.js';
export { again, type Piece, piecesOf } from '../tables/pieces.js';
