/** The cells of tables of outcomes: numbers, and the words of Open edX's reports for what is no number. */
import type { Value } from './people.js';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;
/** As spreadsheets, R and pandas write a value that is not there. */
const EMPTY = new Set(['', 'na', 'n/a', 'nan', 'null', 'none']);

/**
 * The value of a cell; `null` when it is some other text.
 * @param hasDecimalComma where columns are separated by semicolons
 */
export function readValue(cell: unknown, hasDecimalComma = false): Value | null {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'boolean') return Number(cell);
  if (cell === null || cell === undefined) return 'empty';
  if (typeof cell !== 'string') return null;
  const text = cell.trim();
  if (NUMBER.test(text)) return Number(text);
  if (hasDecimalComma && DECIMAL_COMMA.test(text)) return Number(text.replace(',', '.'));
  const word = text.toLowerCase();
  if (word === 'not attempted') return 'not-attempted';
  if (word === 'not available') return 'not-available';
  return EMPTY.has(word) ? 'empty' : null;
}

/** A cell as text; empty for what is not there. */
export function textOf(cell: unknown): string {
  return typeof cell === 'string' ? cell : typeof cell === 'number' ? String(cell) : '';
}
