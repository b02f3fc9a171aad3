/** CSV, written by RFC 4180 and escaped so that no spreadsheet interprets a name as a formula. */

/** What spreadsheets execute. Leading quotes are included, so that a guard can always be distinguished from the text. */
const RUNS = /^'*[=+\-@\t\r]/;
const GUARDED = /^'+[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** One line with its line end. `cellText` removes the guards. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\n`;
}

/** A cell's text without the guard that `csvLine` added. */
export function cellText(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}

function cell(text: string): string {
  const safe = RUNS.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
