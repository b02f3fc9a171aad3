/** Cells of CSV: quoted as RFC 4180 has it, and guarded so that no spreadsheet takes a name for a formula. */

/** What spreadsheets run. Quotes before it count too, so that the guard can always be told from the text. */
const RUNS = /^'*[=+\-@\t\r]/;
const GUARDED = /^'+[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** One line, its end included. `cellText` takes the guards off again. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\n`;
}

/** A cell's text without the guard that `csvLine` put before it. */
export function cellText(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}

function cell(text: string): string {
  const safe = RUNS.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
