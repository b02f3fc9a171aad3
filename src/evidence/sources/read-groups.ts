/** Reads a file of groups or exposures: a learner and a group in each row, as our own exports have them or any other table. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { Experiment } from '../../runtime/experiments.js';
import type { Question } from '../question.js';
import { textOf } from './cells.js';
import type { DrawnPeriods } from './drawn-periods.js';
import { columnsNamed, type Row, type TableSource } from './open-source.js';
import { addExposure, type People, putInGroup } from './people.js';
import { learnerOf } from './read-table.js';
import { learnerColumn, oneColumn } from './table-plan.js';

const GROUP_COLUMN = 'group';
/** In a hint. */
const MOST_NAMES = 10;

interface ReadingGroups {
  readonly question: Question;
  /** Of the assignments; `null` for any. */
  readonly scope: string | null;
  readonly drawn: DrawnPeriods;
}

/**
 * Rows of other experiments and scopes, where the table has such columns, are passed over; a row with a context is an
 * exposure; a row with portions was drawn by them.
 * @throws AbtestError `bad-argument` for a missing column, `not-readable` for a group that the experiment does not have
 */
export async function readGroups(
  people: People,
  source: TableSource,
  { question, scope, drawn }: ReadingGroups,
): Promise<void> {
  const { experiment, columns } = question;
  const learner = learnerColumn(source, columns.learner);
  const column = oneColumn(source, columns.group ?? GROUP_COLUMN);
  if (column === null)
    throw new AbtestError('bad-argument', `${source.name} has no column "${columns.group ?? GROUP_COLUMN}"`, {
      hint: 'Name the column of groups with --group-column.',
    });
  const has = (name: string): boolean => columnsNamed(source, name).length > 0;
  const [hasExperiment, hasScope, hasContext] = [has('experiment'), has('scope'), has('context')];
  const indexes = groupIndexes(experiment);
  for await (const row of source.rows()) {
    if (hasExperiment && !isOf(experiment, textOf(row.cell('experiment')))) continue;
    if (hasScope && scope !== null && textOf(row.cell('scope')) !== scope) continue;
    const name = learnerOf(row, learner, source.name);
    if (name === '') continue;
    const person = people.of(name);
    const group = indexOf(indexes, row, column, source.name);
    if (group === null) continue;
    putInGroup(person, group);
    if (hasContext) addExposure(person, textOf(row.cell('context')));
    drawn.take(person, row, source.name);
  }
}

function isOf({ name, key }: Experiment, written: string): boolean {
  return written === name || written === key;
}

/** Groups by their stored keys and by their names; a key takes precedence. */
function groupIndexes({ division }: Experiment): ReadonlyMap<string, number> {
  const indexes = new Map<string, number>();
  for (const [index, { name }] of division.groups.entries()) indexes.set(name, index);
  for (const [index, { key, group }] of division.groups.entries()) {
    indexes.set(key, index);
    if (group.isDefault && !indexes.has('default')) indexes.set('default', index);
  }
  return indexes;
}

/** `null` for an empty cell: the learner has no group. */
function indexOf(
  indexes: ReadonlyMap<string, number>,
  row: Row,
  column: string,
  file: string,
): number | null {
  const text = textOf(row.cell(column));
  const index = indexes.get(text);
  if (index !== undefined) return index;
  if (text.trim() === '') return null;
  const names = [...indexes.keys()].slice(0, MOST_NAMES).map((name) => `"${name}"`);
  if (indexes.size > MOST_NAMES) names.push('…');
  throw new AbtestError(
    'not-readable',
    `Line ${row.line} of ${file} has a group that the experiment does not have`,
    {
      hint: `The groups are ${names.join(', ')}.`,
    },
  );
}
