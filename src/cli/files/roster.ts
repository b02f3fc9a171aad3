/** Reads rosters of any size in batches: a CSV with a column of learners, or one name per line. */

import { again, columnName, csvCells, csvRecords, DELIMITERS, type Piece } from '../../internal/content.js';
import { messageOf } from '../process/cli-errors.js';
import { stderr } from '../terminal/output.js';
import { nameOf, piecesOf } from './input.js';

/** Column names in order of precedence. */
const LEARNER_COLUMNS = ['learner', 'username', 'user', 'student'];

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

/**
 * The learners of a roster. Names are read verbatim, without line ends and byte order mark.
 * @throws FailureError as `piecesOf` does
 */
export async function* rosterOf(path: string): AsyncGenerator<Listed | Unlisted> {
  const pieces = piecesOf(path);
  const { value: first } = await pieces.next();
  if (first === undefined) return;
  const header = await headerOf(/^[^\r\n]*/.exec(first.text)![0]);
  const all = again(first, pieces);
  if (header === null) yield* lines(all);
  else {
    stderr(
      `olx-abtest: ${messageOf(nameOf(path))} is CSV; the learners are in its column "${header.name}"\n`,
    );
    yield* column(all, header);
  }
}

interface Header {
  readonly delimiter: string;
  readonly name: string;
  readonly index: number;
}

async function headerOf(line: string): Promise<Header | null> {
  for (const delimiter of DELIMITERS) {
    const columns = ((await csvCells(line, delimiter)) ?? []).map(columnName);
    const name = LEARNER_COLUMNS.find((each) => columns.includes(each));
    if (name !== undefined) return { delimiter, name, index: columns.indexOf(name) };
  }
  return null;
}

async function* lines(pieces: AsyncIterable<Piece>): AsyncGenerator<Listed> {
  for await (const { line, text } of pieces) {
    const found = text.split('\n');
    for (const [index, each] of found.entries()) {
      const learner = each.endsWith('\r') ? each.slice(0, -1) : each;
      if (learner.trim() !== '') yield { line: line + index, learner };
    }
  }
}

async function* column(
  pieces: AsyncIterable<Piece>,
  { index, delimiter }: Header,
): AsyncGenerator<Listed | Unlisted> {
  let isHeader = true;
  for await (const record of csvRecords(pieces, { delimiter })) {
    if (isHeader) isHeader = false;
    else if ('fault' in record) yield record;
    else {
      const { line, cells } = record;
      const learner = cells[index];
      yield learner ? { line, learner } : { line, fault: 'no learner' };
    }
  }
}
