/** `olx-abtest sql`: prints SQL expressions for the same buckets and groups. */

import type { Experiment, GroupChoice, SqlDialect, SqlSource } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { choice, path, text, texts, wholeNumber } from '../args/options.js';
import { readGroups } from '../args/portions.js';
import { oneCourse } from '../files/one-course.js';
import { FINE, UsageError } from '../process/cli-errors.js';
import { stdout } from '../terminal/output.js';

const DIALECTS = ['postgres', 'duckdb'] as const satisfies readonly SqlDialect[];

const POSITIONALS = { course: path('The course that has the experiment') };
const OPTIONS = {
  dialect: choice(DIALECTS, 'The SQL dialect', { required: 'Give --dialect postgres or --dialect duckdb.' }),
  experiment: text('The experiment; without a course, the name to hash', {
    required: 'Give --experiment NAME.',
  }),
  group: texts('NAME=PORTION in document order (repeatable); the default group gets the remainder', {
    defaultDescription: 'those of the course',
  }),
  number: wholeNumber('The number of buckets', {
    alias: 'n',
    least: 1,
    defaultDescription: 'the number of groups, else 2',
  }),
  column: text('The column of usernames, optionally TABLE.COLUMN', { default: 'username' }),
  grade: text('The column of the grade', { default: 'grade' }),
  grades: text('A table of grades: print a query of exposures and grades instead'),
  exposures: text('The table of exposures, as exposures export writes it', { default: 'exposures' }),
  'course-key': text('For the strategy stable-course, and for flags that bucket by course'),
};
type SqlArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Print SQL that computes buckets and groups from a column of usernames',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 sql course/ --dialect postgres --experiment Tone', 'bucket and group'],
    ['$0 sql --dialect duckdb --experiment my.flag -n 3', 'a bucket of three'],
    ['$0 sql course/ --dialect duckdb --experiment Tone --grades grades', 'exposures and grades'],
  ],
  run,
});

interface Asked {
  /** The name that is hashed. */
  readonly name: string;
  readonly choice: GroupChoice | null;
  /** The key of the course; `null` without one. */
  readonly scope: string | null;
  readonly exit: number;
}

async function run(argv: SqlArguments): Promise<number> {
  const asked = await ask(argv);
  if (typeof asked === 'number') return asked;
  if (argv.grades !== undefined) return query(argv, argv.grades, asked);
  const { stableBucketSql, stableGroupSql } = await import('../../learners.js');
  const { dialect, column, 'course-key': key } = argv;
  const experiment = key === undefined ? asked.name : `${asked.name}.${key}`;
  const source: SqlSource = { dialect, experiment, column: column.split('.') };
  const count = argv.number ?? asked.choice?.candidates.length ?? 2;
  try {
    const parts = [`${stableBucketSql(source, count)} as bucket`];
    if (asked.choice !== null) parts.push(`${stableGroupSql(source, asked.choice)} as "group"`);
    stdout(`${parts.join(',\n')}\n`);
  } catch (error) {
    if (error instanceof RangeError)
      throw new UsageError(`The expression cannot be written in SQL: ${error.message}`);
    throw error;
  }
  return asked.exit;
}

/** The query of exposures and grades. */
async function query(argv: SqlArguments, table: string, { name, scope, exit }: Asked): Promise<number> {
  const { exposuresSql } = await import('../../evidence.js');
  const { dialect, column, grade, exposures } = argv;
  if (scope === null)
    throw new UsageError('--grades needs a course', 'Give the course that has the experiment.');
  try {
    const grades = { table, learner: column, grade };
    stdout(exposuresSql({ dialect, scope, experiment: name, exposures, grades }));
  } catch (error) {
    if (error instanceof RangeError)
      throw new UsageError(`The query cannot be written in SQL: ${error.message}`);
    throw error;
  }
  return exit;
}

async function ask({ course, experiment, group }: SqlArguments): Promise<Asked | number> {
  if (course !== undefined && group.length > 0)
    throw new UsageError('--group and a course exclude each other', 'Leave out --group or the course.');
  if (course === undefined) {
    const choice = group.length === 0 ? null : await readGroups(group);
    return { name: experiment, choice, scope: null, exit: FINE };
  }
  const chosen = await oneCourse(course, experiment);
  if (typeof chosen === 'number') return chosen;
  const [only, ...others] = chosen.experiments;
  if (others.length > 0)
    throw new UsageError(
      `Several experiments have the name "${experiment}"`,
      `Give one of ${chosen.experiments.map(({ key }) => `"${key}"`).join(', ')}.`,
    );
  const { courseKeyOf } = await import('../../learners.js');
  const scope = courseKeyOf(chosen.course) ?? '';
  return { name: only!.key, choice: await byName(only!), scope, exit: chosen.exit };
}

/** Groups by their names for people; in the choice of a split_test the names are ids. */
async function byName({ division }: Experiment): Promise<GroupChoice> {
  const { prepareGroupChoice } = await import('../../learners.js');
  return prepareGroupChoice(division.groups.map(({ name, share }) => ({ name, share })));
}
