/** Finds the columns of a question in the tables, before a row is read: what is missing is an error at once. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { didYouMean } from '../../diagnostics/nearest.js';
import type { Experiment } from '../../runtime/experiments.js';
import { columnName } from '../../tables/csv.js';
import { type Columns, reportColumn } from '../question.js';
import { columnsNamed, type TableSource } from './open-source.js';

/** Names of the column of learners, in order of precedence. */
const LEARNER_COLUMNS = ['learner', 'username', 'user', 'student'];

/** The columns of one table by their use; `null` where the table has none. */
export interface TablePlan {
  readonly source: TableSource;
  readonly learner: string;
  /** In the order of the outcomes, then of the covariates. */
  readonly values: readonly (ValueColumn | null)[];
  readonly cluster: string | null;
  readonly stratum: string | null;
  /** The report's column of groups. */
  readonly group: string | null;
  readonly enrolment: string | null;
}

/** One column, or the points earned as a share of the points possible. */
export interface ValueColumn {
  readonly column: string;
  readonly possible: string | null;
}

const EARNED = ' (Earned)';
const POSSIBLE = ' (Possible)';
const ENROLMENT = 'Enrollment Status';

/**
 * @throws AbtestError `bad-argument` without a column of learners, or where two columns have the name of one that is
 *   needed
 */
export function planTable(source: TableSource, columns: Columns, experiment: Experiment): TablePlan {
  const one = (name: string | null): string | null => (name === null ? null : oneColumn(source, name));
  return {
    source,
    learner: learnerColumn(source, columns.learner),
    values: [...columns.outcomes, ...columns.covariates].map((name) => valueColumn(source, name)),
    cluster: one(columns.cluster),
    stratum: one(columns.stratum),
    group: one(reportColumn(experiment)),
    enrolment: one(ENROLMENT),
  };
}

/** @throws AbtestError `bad-argument` */
export function learnerColumn(source: TableSource, given: string | null): string {
  const found = (given === null ? LEARNER_COLUMNS : [given]).find(
    (each) => columnsNamed(source, each).length > 0,
  );
  if (found !== undefined) return oneColumn(source, found)!;
  // The first line of a file without a header holds a learner: it is not shown.
  const what = given === null ? `of learners (${LEARNER_COLUMNS.join(', ')})` : `"${given}"`;
  throw new AbtestError('bad-argument', `${source.name} has no column ${what}`, {
    hint: 'Name the columns in the first line of the file; name that of the learners with --learner-column.',
  });
}

function valueColumn(source: TableSource, name: string): ValueColumn | null {
  const column = oneColumn(source, name);
  if (column !== null) return { column, possible: null };
  const [earned, possible] = [oneColumn(source, name + EARNED), oneColumn(source, name + POSSIBLE)];
  return earned === null || possible === null ? null : { column: earned, possible };
}

/** @throws AbtestError `bad-argument` where several columns have the name */
export function oneColumn(source: TableSource, name: string): string | null {
  const [found, ...others] = columnsNamed(source, name);
  if (others.length === 0) return found ?? null;
  throw new AbtestError('bad-argument', `${source.name} has ${others.length + 1} columns "${name}"`, {
    hint: 'Rename or remove all but the right one; groups can also be given with --groups.',
  });
}

/**
 * Every covariate, the cluster and the stratum must be in some table.
 * @throws AbtestError `bad-argument` with the nearest name
 */
export function requireColumns(plans: readonly TablePlan[], columns: Columns): void {
  for (const [index, name] of columns.covariates.entries()) {
    const place = columns.outcomes.length + index;
    if (!plans.some(({ values }) => values[place] !== null)) throw noColumn(plans, name);
  }
  if (columns.cluster !== null && !plans.some(({ cluster }) => cluster !== null))
    throw noColumn(plans, columns.cluster);
  if (columns.stratum !== null && !plans.some(({ stratum }) => stratum !== null))
    throw noColumn(plans, columns.stratum);
}

/** The error for a column that no file has. */
export function noColumn(
  plans: readonly TablePlan[],
  name: string,
  others: readonly string[] = [],
): AbtestError {
  const known = [...plans.flatMap(({ source }) => source.columns), ...others];
  return new AbtestError('bad-argument', `No file has a column "${name}"`, {
    hint: didYouMean(name, known) || nearColumns(plans, name),
  });
}

/** Long names of assignments are rarely typed whole. */
function nearColumns(plans: readonly TablePlan[], name: string): string {
  const part = columnName(name);
  const found = plans
    .flatMap(({ source }) => source.columns)
    .filter((each) => columnName(each).includes(part));
  const [first] = found;
  return first === undefined
    ? 'Give the name of a column as the first line has it.'
    : `Did you mean "${first}"?`;
}
