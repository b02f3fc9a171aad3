/** Reads rosters of any size in batches: a CSV with a column of learners, or one name per line. */

import {
  columnName,
  csvCells,
  csvRecords,
  DELIMITERS,
  paddedFault,
  type Table,
  tableOf,
} from '../../internal/content.js';
import { text } from '../args/options.js';
import { FailureError, messageOf } from '../process/cli-errors.js';
import { stderr } from '../terminal/output.js';
import { nameOf, piecesOf } from './input.js';
import { DELIMITER_OPTION, readDelimiter } from './table-shape.js';

/** Column names in order of precedence. */
const LEARNER_COLUMNS = ['learner', 'username', 'user', 'student'];
/** Names of columns that are no learner's name: a file that begins so is a table. */
const OTHER_COLUMNS = new Set([
  'email',
  'e-mail',
  'mail',
  'name',
  'full name',
  'id',
  'user_id',
  'user id',
  'student id',
  'anonymized user id',
]);

export const ROSTER_OPTIONS = {
  column: text('The column of the roster that holds the learners', {
    defaultDescription: 'learner, username, user or student',
  }),
  delimiter: DELIMITER_OPTION,
};

export interface Listed {
  /** `null` for names that were not read from a file. */
  readonly line: number | null;
  readonly learner: string;
}

/** A line of a roster without a learner. */
export interface Unlisted {
  readonly line: number;
  readonly fault: string;
}

interface RosterOptions {
  readonly column?: string | undefined;
  readonly delimiter?: string | undefined;
  /** Whether no message may show what is in the file. */
  readonly isPrivate?: boolean;
}

/**
 * The learners of a roster. A name with white space at an end is refused with its line: it would be another learner.
 * @throws FailureError as `piecesOf` does, and for a table whose column of learners is not known; UsageError for a wrong delimiter
 */
export async function* rosterOf(
  path: string,
  options: RosterOptions = {},
): AsyncGenerator<Listed | Unlisted> {
  const wanted = { ...options, delimiter: readDelimiter(options.delimiter) };
  const pieces = piecesOf(path);
  const { value: first } = await pieces.next();
  if (first === undefined) return;
  const table = tableOf(first, pieces);
  const header = await headerOf(table, wanted, path);
  if (header === null) {
    yield* lines(table.pieces);
    return;
  }
  stderr(
    `olx-abtest: ${messageOf(nameOf(path))} is CSV; the learners are in its column "${messageOf(header.name)}"\n`,
  );
  yield* column(table.pieces, header);
}

interface Header {
  readonly delimiter: string;
  readonly name: string;
  readonly index: number;
}

/** `null` for a list of names. @throws FailureError where the file is a table, and it is not known which column to read */
async function headerOf(
  { head, delimiter: own }: Table,
  options: RosterOptions,
  path: string,
): Promise<Header | null> {
  const given = options.delimiter ?? own;
  if (given === '') return null;
  const possible = given === undefined ? DELIMITERS : [given];
  for (const delimiter of possible) {
    const columns = ((await csvCells(head, delimiter)) ?? []).map(columnName);
    const names = options.column === undefined ? LEARNER_COLUMNS : [columnName(options.column)];
    const name = names.find((each) => columns.includes(each));
    if (name !== undefined) return { delimiter, name, index: columns.indexOf(name) };
  }
  const isTable =
    given !== undefined ||
    possible.some((each) => head.includes(each)) ||
    OTHER_COLUMNS.has(columnName(head));
  if (!isTable && options.column === undefined) return null;
  const delimiter = possible.find((each) => head.includes(each)) ?? ',';
  const columns = ((await csvCells(head, delimiter)) ?? [head]).map((each) => `"${each.trim()}"`).join(', ');
  const missing =
    options.column === undefined
      ? 'no column that is known to hold learners'
      : `no column "${options.column}"`;
  throw new FailureError(
    `${nameOf(path)} has ${missing}${options.isPrivate ? '' : `; its first line has ${columns}`}`,
    'Name one with --column, or give --delimiter none if each line is a name.',
  );
}

async function* lines(pieces: Table['pieces']): AsyncGenerator<Listed | Unlisted> {
  for await (const { line, text } of pieces) {
    const found = text.split('\n');
    for (const [index, each] of found.entries()) {
      const learner = each.endsWith('\r') ? each.slice(0, -1) : each;
      if (learner.trim() !== '') yield checked(line + index, learner);
    }
  }
}

async function* column(
  pieces: Table['pieces'],
  { index, delimiter }: Header,
): AsyncGenerator<Listed | Unlisted> {
  let isHeader = true;
  for await (const record of csvRecords(pieces, { delimiter })) {
    if ('fault' in record) {
      if (!isHeader) yield record;
      isHeader = false;
      continue;
    }
    const { line, cells } = record;
    // A spreadsheet writes blank rows as delimiters alone.
    if (cells.every((each) => each.trim() === '')) continue;
    if (isHeader) isHeader = false;
    else {
      const learner = cells[index];
      yield learner?.trim() ? checked(line, learner) : { line, fault: 'no learner' };
    }
  }
}

function checked(line: number, learner: string): Listed | Unlisted {
  const fault = paddedFault(learner);
  return fault === null ? { line, learner } : { line, fault };
}
