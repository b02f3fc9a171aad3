/** Rosters: a CSV with a column of learners, or one name a line; of any size, a batch at a time. */
import { csvCells, csvRecords } from './csv-records.js';
import { again, nameOf, type Piece, piecesOf } from './input.js';
import { words } from './output.js';
import { messageOf } from './trouble.js';

/** Column names in the order in which they count. */
export const LEARNER_COLUMNS = ['learner', 'username', 'user', 'student'];

export interface Listed {
  /** `null` for names that were not read from a file. */
  readonly line: number | null;
  readonly learner: string;
}

/** A line of a roster that holds no learner. */
export interface Unlisted {
  readonly line: number;
  readonly fault: string;
}

/**
 * The learners of a roster. Names are taken verbatim; only line ends and a byte order mark are no part of them.
 * @throws FailureError as `piecesOf` does
 */
export async function* rosterOf(path: string): AsyncGenerator<Listed | Unlisted> {
  const pieces = piecesOf(path);
  const { value: first } = await pieces.next();
  if (first === undefined) return;
  const columns = (await csvCells(/^[^\r\n]*/.exec(first.text)![0])) ?? [];
  const name = LEARNER_COLUMNS.find((each) => columns.includes(each));
  const all = again(first, pieces);
  if (name === undefined) yield* lines(all);
  else {
    words(`olx-abtest: ${messageOf(nameOf(path))} is CSV; the learners are in its column "${name}"\n`);
    yield* column(all, columns.indexOf(name));
  }
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

async function* column(pieces: AsyncIterable<Piece>, index: number): AsyncGenerator<Listed | Unlisted> {
  let isHeader = true;
  for await (const record of csvRecords(pieces)) {
    if (isHeader) isHeader = false;
    else if ('fault' in record) yield record;
    else {
      const { line, cells } = record;
      const learner = cells[index];
      yield learner ? { line, learner } : { line, fault: 'there is no learner' };
    }
  }
}
