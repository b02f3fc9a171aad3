/** The query of exposures and grades in DuckDB and PostgreSQL: the counts and means that `analyze` has. */
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import type { SqlDialect } from '../../src/bucketing/sql.js';
import { connectDuckDb, hasDuckDb } from '../bucketing/duckdb.js';
import { olxAbtest } from '../cli/command-line.js';
import type { PostgresServer } from '../storage/postgres-server.js';
import { sharedPostgres } from '../storage/shared-postgres.js';
import { COURSE, COURSE_KEY, generateClass, PARTITION } from './class.js';
import { analysisOf, fileOf } from './run.js';

const shown = generateClass({ seed: 'sql', learners: 60, effect: 0.1 }).filter(({ group }) => group !== null);
const idOf = (group: string | null): string => (group === 'Plain' ? '0' : '1');
const exposures = shown.flatMap(({ username, group }, index) => [
  [COURSE_KEY, PARTITION, username, 'tone', idOf(group)],
  [
    COURSE_KEY,
    PARTITION,
    username,
    'again',
    index === 0 ? idOf(group === 'Plain' ? 'Warm' : 'Plain') : idOf(group),
  ],
  ['course-v1:o+c+r', PARTITION, username, 'tone', '1'],
]);
const grades = shown.flatMap(({ username, exam }) => (exam === null ? [] : [[username, String(exam)]]));

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const values = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `(${row.map(literal).join(',')})`).join(',');
const TABLES = [
  'create table exposures (scope varchar, experiment varchar, learner varchar, context varchar, "group" varchar)',
  `insert into exposures values ${values(exposures)}`,
  'create table grades (username varchar, grade varchar)',
  `insert into grades values ${values(grades)}`,
];

async function queryFor(dialect: SqlDialect): Promise<string> {
  const { exit, stdout } = await olxAbtest([
    'sql',
    COURSE,
    '--dialect',
    dialect,
    '--experiment',
    'Tone of the texts',
    '--grades',
    'grades',
  ]);
  expect(exit).toBe(0);
  return stdout;
}

/** What `analyze` makes of the same rows. */
async function expected(): Promise<unknown[]> {
  const line = (cells: readonly string[]): string => `${cells.join(',')}\n`;
  const groups = fileOf(
    'sql-exposures.csv',
    ['scope,experiment,learner,context,group\n', ...exposures.map(line)].join(''),
  );
  const table = fileOf('sql-grades.csv', ['username,grade\n', ...grades.map(line)].join(''));
  const { counts, outcomes } = await analysisOf([
    '--outcomes',
    table,
    '--groups',
    groups,
    '--outcome',
    'grade',
  ]);
  return counts.map(({ counted }, index) => {
    const { withOutcome, mean, standardDeviation } = outcomes[0]!.groups[index]!;
    return [
      String(index),
      counted,
      withOutcome,
      expect.closeTo(mean!, 9),
      expect.closeTo(standardDeviation!, 9),
    ];
  });
}

const plain = (row: Record<string, unknown>): unknown[] => [
  row.group,
  Number(row.learners),
  Number(row.with_grade),
  Number(row.mean),
  Number(row.standard_deviation),
];

test.skipIf(!hasDuckDb)('DuckDB', async () => {
  const connection = await connectDuckDb();
  for (const statement of TABLES) connection.query(statement);
  const rows = connection
    .query(await queryFor('duckdb'))
    .toArray()
    .map((row) => plain(row.toJSON()));
  expect(rows).toEqual(await expected());
  connection.close();
});

let server: PostgresServer;
beforeAll(async () => {
  server = await sharedPostgres();
});

test('PostgreSQL', async () => {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    for (const statement of TABLES) await client.query(statement);
    const { rows } = await client.query(await queryFor('postgres'));
    expect(rows.map(plain)).toEqual(await expected());
  } finally {
    await client.end();
  }
});
