/** Reads the rows of a table of learners: grade reports, problem grade reports, and any other CSV or JSON lines. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { type Question, SCORES } from '../question.js';
import { readValue, textOf } from './cells.js';
import type { Row } from './open-source.js';
import { NO_GROUP, type People, type Person, putInGroup, takeScore, type Value } from './people.js';
import type { TablePlan, ValueColumn } from './table-plan.js';

/** For messages about several values of a learner. */
export const SCORE_HINT = `--score ${SCORES.slice(0, -1).join(', ')} or ${SCORES.at(-1)}`;

interface Reading {
  readonly question: Question;
  /** Whether the report's column of groups is read. */
  readonly withGroups: boolean;
  /** The number of the file. */
  readonly file: number;
  readonly onRow: () => void;
}

/** @throws AbtestError `not-readable` for a text in place of a number, and for two rows of a learner, with the line */
export async function readTable(people: People, plan: TablePlan, reading: Reading): Promise<void> {
  const byName = new Map(reading.question.experiment.division.groups.map(({ name }, index) => [name, index]));
  for await (const row of plan.source.rows()) {
    const person = personOf(people, plan, row, reading);
    if (person === null) continue;
    for (const [index, column] of plan.values.entries()) {
      if (column !== null) take(person, index, column, { plan, row, reading });
    }
    if (plan.cluster !== null) person.cluster = textOf(row.cell(plan.cluster)).trim() || null;
    if (plan.stratum !== null) person.stratum = textOf(row.cell(plan.stratum)).trim() || null;
    if (plan.enrolment !== null)
      person.isUnenrolled = /^unenrolled$/i.test(textOf(row.cell(plan.enrolment)).trim());
    const group = reading.withGroups && plan.group !== null ? textOf(row.cell(plan.group)).trim() : '';
    if (group !== '') putInGroup(person, byName.get(group) ?? NO_GROUP);
    reading.onRow();
  }
}

/** The learner of a row; `null` for a row without one, such as a line of totals. */
function personOf(people: People, plan: TablePlan, row: Row, { question, file }: Reading): Person | null {
  const learner = learnerOf(row, plan.learner, plan.source.name);
  if (learner === '') return null;
  const person = people.of(learner);
  if (person.file === file && question.score === null)
    throw new AbtestError(
      'not-readable',
      `${plan.source.name} has two rows for one learner, in lines ${person.line} and ${row.line}`,
      { hint: `Give ${SCORE_HINT}, or a file with one row for each learner.` },
    );
  person.file = file;
  person.line = row.line;
  return person;
}

/** @throws AbtestError `not-readable` for a name that is not UTF-8, which would match no other file */
export function learnerOf(row: Row, column: string, file: string): string {
  const learner = textOf(row.cell(column));
  if (learner.includes('\ufffd'))
    throw new AbtestError('not-readable', `Line ${row.line} of ${file} is not UTF-8`, {
      hint: 'Save the file as CSV in UTF-8.',
    });
  return learner;
}

interface Place {
  readonly plan: TablePlan;
  readonly row: Row;
  readonly reading: Reading;
}

function take(person: Person, index: number, column: ValueColumn, place: Place): void {
  const value = shareOf(column, place);
  const before = person.values[index];
  const { score: given, columns } = place.reading.question;
  const isMade = given === 'sum' || given === 'mean';
  // What was known before is repeated in each row of a learner.
  const score = isMade && index >= columns.outcomes.length ? null : given;
  if (before === undefined || before === 'empty') person.values[index] = value;
  else if (value === 'empty' || (value === before && (score === null || !isMade))) return;
  else if (score !== null) takeScore(person, index, value, score, '');
  else
    throw new AbtestError(
      'not-readable',
      `Line ${place.row.line} of ${place.plan.source.name} has another value of "${column.column}" than an earlier row`,
      { hint: `Give only one of the files, or ${SCORE_HINT}.` },
    );
}

function shareOf({ column, possible }: ValueColumn, place: Place): Value {
  const earned = cellValue(column, place);
  if (possible === null || typeof earned !== 'number') return earned;
  const most = cellValue(possible, place);
  return typeof most === 'number' && most > 0 ? earned / most : 'empty';
}

/** The text of a wrong cell may be private: it is not shown. */
function cellValue(column: string, { plan: { source }, row }: Place): Value {
  const value = readValue(row.cell(column), source.hasDecimalComma);
  if (value !== null) return value;
  throw new AbtestError(
    'not-readable',
    `Line ${row.line} of ${source.name} has ${typeof row.cell(column) === 'string' ? 'a text' : 'no number'} in column "${column}"`,
    {
      hint: 'Give a column of numbers such as 0.85, without % and separators of thousands; a learner without a value has an empty cell.',
    },
  );
}
