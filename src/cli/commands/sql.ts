/** `olx-abtest sql`: the same buckets and groups as expressions for a database. */
import type { CommandModule } from 'yargs';
import type { Choice, Experiment, SqlDialect, SqlSource } from '../../index.js';
import { last, lastName } from '../args/option.js';
import { readGroups } from '../args/portions.js';
import { wholeNumber } from '../args/whole-number.js';
import { COURSE, oneCourse } from '../files/one-course.js';
import { UsageError } from '../process/cli-errors.js';
import { FINE } from '../process/exit.js';
import { data } from '../terminal/output.js';

const DIALECTS = ['postgres', 'duckdb'] as const satisfies readonly SqlDialect[];

export interface SqlArguments {
  readonly course: string | undefined;
  readonly dialect: SqlDialect;
  readonly experiment: string;
  readonly group: readonly string[];
  readonly number: number | undefined;
  readonly column: string;
  readonly 'course-key': string | undefined;
}

export const sql: CommandModule<object, SqlArguments> = {
  builder: (yargs) =>
    yargs
      .positional('course', {
        ...COURSE,
        demandOption: false,
        describe: 'The course that has the experiment',
      })
      .option('dialect', {
        choices: DIALECTS,
        demandOption: 'Say which SQL: --dialect postgres or --dialect duckdb',
        requiresArg: true,
        coerce: last<SqlDialect>,
        describe: 'Which SQL',
      })
      .option('experiment', {
        type: 'string',
        demandOption: 'Say which experiment: --experiment NAME',
        requiresArg: true,
        coerce: (value: unknown) => lastName(value)!,
        describe: 'The experiment; without a course the name that is hashed',
      })
      .option('group', {
        type: 'string',
        array: true,
        default: [] as string[],
        defaultDescription: 'those of the course',
        requiresArg: true,
        describe: 'NAME=PORTION in document order (repeatable); the default group takes the rest',
      })
      .option('number', {
        alias: 'n',
        requiresArg: true,
        coerce: (value: unknown) =>
          value === undefined ? undefined : wholeNumber('The number of buckets', last(value), 1),
        describe: 'How many buckets there are',
        defaultDescription: 'as many as groups, else 2',
      })
      .option('column', {
        type: 'string',
        default: 'username',
        requiresArg: true,
        coerce: last<string>,
        describe: 'The column of usernames; TABLE.COLUMN is possible',
      })
      .option('course-key', {
        type: 'string',
        requiresArg: true,
        coerce: last<string | undefined>,
        describe: 'For the strategy stable-course, and for flags that bucket by course',
      })
      .example('$0 sql course/ --dialect postgres --experiment Tone', 'bucket and group')
      .example('$0 sql --dialect duckdb --experiment my.flag -n 3', 'a bucket of three'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

interface Asked {
  /** What is hashed. */
  readonly name: string;
  readonly choice: Choice | null;
  readonly exit: number;
}

async function run(argv: SqlArguments): Promise<number> {
  const asked = await ask(argv);
  if (typeof asked === 'number') return asked;
  const { bucketSql, groupSql } = await import('../../index.js');
  const { dialect, column, 'course-key': key } = argv;
  const experiment = key === undefined ? asked.name : `${asked.name}.${key}`;
  const source: SqlSource = { dialect, experiment, column: column.split('.') };
  const count = argv.number ?? asked.choice?.candidates.length ?? 2;
  try {
    const parts = [`${bucketSql(source, count)} as bucket`];
    if (asked.choice !== null) parts.push(`${groupSql(source, asked.choice)} as "group"`);
    data(`${parts.join(',\n')}\n`);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`This cannot be said in SQL: ${error.message}`);
    throw error;
  }
  return asked.exit;
}

async function ask({ course, experiment, group }: SqlArguments): Promise<Asked | number> {
  if (course !== undefined && group.length > 0)
    throw new UsageError('The groups are those of the course', 'Leave --group or the course away.');
  if (course === undefined) {
    const choice = group.length === 0 ? null : await readGroups(group);
    return { name: experiment, choice, exit: FINE };
  }
  const chosen = await oneCourse(course, experiment);
  if (typeof chosen === 'number') return chosen;
  const [only, ...others] = chosen.experiments;
  if (others.length > 0)
    throw new UsageError(
      `Several experiments are called "${experiment}"`,
      `Give one of ${chosen.experiments.map(({ key }) => `"${key}"`).join(', ')}.`,
    );
  return { name: only!.key, choice: await byName(only!), exit: chosen.exit };
}

/** Groups by the names that people call them; of a split_test the choice itself has their ids. */
async function byName({ arms }: Experiment): Promise<Choice> {
  const { prepare } = await import('../../index.js');
  return prepare(arms.arms.map(({ name, share }) => ({ name, share })));
}
