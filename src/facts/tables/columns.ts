/** The columns of fact tables: which cells they take, and how a cell is written down. */
import { isCourseKey } from '../../flags/course-key.js';
import { readDecimal } from '../decimal.js';
import { momentText, readMoment } from '../moment.js';

export interface Column {
  readonly name: string;
  readonly type:
    | 'text'
    | 'private'
    | 'course'
    | 'courses'
    | 'moment'
    | 'flag'
    | 'price'
    | 'whole'
    | readonly string[];
  /** The value of an empty cell and of a column that is left out; without it the cell must be filled. */
  readonly otherwise?: string | null;
}

/** The fields of a row, as they are kept: moments as ISO 8601, flags as `true` and `false`, `null` for nothing. */
export type Fields = Readonly<Record<string, string | null>>;

/** In a cell of courses: all of them. */
export const EVERY_COURSE = '*';

/** Every table may say when a row was changed, and that it is there no longer. */
export const COMMON: readonly Column[] = [
  { name: 'modified', type: 'moment', otherwise: null },
  { name: 'removed', type: 'flag', otherwise: 'false' },
];

const FLAGS: ReadonlyMap<string, string> = new Map([
  ['true', 'true'],
  ['1', 'true'],
  ['yes', 'true'],
  ['false', 'false'],
  ['0', 'false'],
  ['no', 'false'],
]);
/** Names with spaces around them would match no other name; rosters refuse them, too. */
const NAMES: ReadonlySet<Column['type']> = new Set(['text', 'private']);
const LONGEST_SHOWN = 40;

/** What is wrong with a cell. The text of a cell that names a person is left out of the message. */
export class WrongCell extends Error {}

/** @throws WrongCell */
export function readCell(column: Column, text: string): string | null {
  const cell = text.trim();
  if (cell === '') {
    if (column.otherwise !== undefined) return column.otherwise;
    throw new WrongCell(`${column.name} is empty`);
  }
  if (cell !== text && NAMES.has(column.type)) throw new WrongCell(`${column.name} has spaces around it`);
  const value = convert(column.type, cell);
  if (value !== null) return value;
  const shown = cell.length > LONGEST_SHOWN ? `${cell.slice(0, LONGEST_SHOWN)}…` : cell;
  throw new WrongCell(`${column.name} "${shown}" is not ${expectation(column.type)}`);
}

function convert(type: Column['type'], cell: string): string | null {
  if (typeof type === 'object') return type.includes(cell) ? cell : null;
  switch (type) {
    case 'text':
    case 'private':
      return cell;
    case 'courses':
      return cell === EVERY_COURSE || isCourseKey(cell) ? cell : null;
    case 'course':
      return isCourseKey(cell) ? cell : null;
    case 'moment': {
      const moment = readMoment(cell);
      return moment === null ? null : momentText(moment);
    }
    case 'flag':
      return FLAGS.get(cell.toLowerCase()) ?? null;
    case 'price': {
      const price = readDecimal(cell);
      return price === null || price.coefficient < 0n ? null : cell;
    }
    case 'whole':
      return /^\d{1,15}$/.test(cell) ? String(Number(cell)) : null;
  }
}

function expectation(type: Column['type']): string {
  if (typeof type === 'object') return `one of ${type.join(', ')}`;
  return {
    text: 'a text',
    private: 'a text',
    course: 'a course key',
    courses: 'a course key or *',
    moment: 'a date as 2026-01-31T12:00:00Z',
    flag: 'true or false',
    price: 'a price as 49.00',
    whole: 'a whole number',
  }[type];
}
