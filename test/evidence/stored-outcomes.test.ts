/** Outcomes that are in the store, such as tracking events: which of several values counts is never guessed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/index.js';
import { PostgresServer } from '../storage/postgres-server.js';
import { COURSE_KEY, generateClass, gradeReport, PARTITION } from './class.js';
import { analysisOf, fileOf, refusal } from './run.js';

const placed = generateClass({ seed: 'stored', learners: 160, effect: 0.1 }).filter(
  ({ group }) => group !== null,
);
const at = (seconds: number) => new Date(Date.parse('2026-10-01T00:00:00Z') + seconds * 1000);

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(async () => {
  await server?.stop();
});

const ENGINES = {
  SQLite: async () => `sqlite:${fileOf('outcomes.db', '')}`,
  PostgreSQL: () => server.createDatabase(),
};

describe.each(Object.entries(ENGINES))('outcomes of a store on %s', (_, newUrl) => {
  let url: string;
  beforeAll(async () => {
    url = await newUrl();
    const store = await openStore(url);
    const scope = COURSE_KEY;
    const waiting: Promise<unknown>[] = [];
    for (const { username: learner, group, exam } of placed) {
      const key = { scope, experiment: PARTITION, learner, group: group === 'Plain' ? '0' : '1' };
      waiting.push(store.claim({ ...key, strategy: 'stable@1', assignedAt: at(0) }));
      if (exam === null) continue;
      const record = (name: string, value: number, seconds: number, where = scope) =>
        waiting.push(store.recordOutcome({ scope: where, name, learner, value, at: at(seconds) }));
      record('exam', exam, 60);
      record('tries', 1, 30);
      record('tries', exam, 20);
      record('tries', exam / 2, 40);
      record('exam', 0, 60, 'course-v1:another+course+run');
    }
    await Promise.all(waiting);
    await store.close();
  });
  const ask = (outcome: string, ...more: string[]) =>
    analysisOf(['--outcomes', 'store', '--store', url, '--outcome', outcome, ...more]);
  const means = async (...more: string[]) => {
    const { outcomes } = await ask('tries', ...more);
    return outcomes[0]!.groups.map(({ mean }) => mean!);
  };

  it('are what the same numbers in a file are, and nobody else has them', async () => {
    const file = fileOf(
      'exam.csv',
      `learner,exam\n${placed.map(({ username, exam }) => `${username},${exam ?? ''}\n`).join('')}`,
    );
    const stored = await ask('exam');
    const read = await analysisOf(['--outcomes', file, '--store', url, '--outcome', 'exam']);
    // The learners come in another order, which matters to the last digit.
    const rounded = (_: string, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(12)) : value;
    expect(JSON.stringify(stored, rounded)).toBe(JSON.stringify(read, rounded));
    expect(stored.outcomes[0]!.groups.reduce((sum, each) => sum + each.missing, 0)).toBe(
      placed.filter(({ exam }) => exam === null).length,
    );
  });

  it('several values of a learner are refused until --score says which one counts', async () => {
    expect(await refusal(['--outcomes', 'store', '--store', url, '--outcome', 'tries'])).toBe(
      '2 The store has several values of "tries" for one learner\n  hint: Give --score first, last, max, sum or mean.',
    );
    const exams = ['Plain', 'Warm'].map((name) => {
      const values = placed.flatMap(({ group, exam }) => (group === name && exam !== null ? [exam] : []));
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    });
    const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 10));
    expect(await means('--score', 'first')).toEqual(near(exams));
    expect(await means('--score', 'last')).toEqual(near(exams.map((exam) => exam / 2)));
    expect(await means('--score', 'max')).toEqual([1, 1]);
    expect(await means('--score', 'mean')).toEqual(near(exams.map((exam) => (1 + exam * 1.5) / 3)));
    const sums = ['--score', 'sum', '--not-attempted', 'missing'];
    expect(await means(...sums)).toEqual(near(exams.map((exam) => 1 + exam * 1.5)));
  });

  it('the sum of no events is 0, and the answer says for how many learners', async () => {
    const { outcomes, notes, methods } = await ask('tries', '--score', 'sum');
    const without = placed.filter(({ exam }) => exam === null).length;
    expect(outcomes[0]!.groups.reduce((sum, each) => sum + each.notAttempted, 0)).toBe(without);
    expect(notes.join(' ')).toContain(`${without} outcomes were not attempted and count as 0`);
    expect(methods).toContain('Of several values of a learner their sum counts.');
  });

  it('a name that is not there, and one that a file has too, are refused in one sentence', async () => {
    const store = ['--outcomes', 'store', '--store', url];
    expect(await refusal([...store, '--outcome', 'exma'])).toBe(
      `2 The store has no outcome "exma" of ${COURSE_KEY}\n  hint: Did you mean "exam"?`,
    );
    expect(await refusal([...store, '--outcome', 'video'])).toContain('hint: Use one of: "exam", "tries".');
    const other = [...store, '--scope', 'course-v1:a+b+c', '--outcome', 'exam'];
    expect(await refusal(other)).toMatch(
      /^2 The store has no outcome "exam" of course-v1:a\+b\+c\n {2}hint: Rec/,
    );
    const report = fileOf('report.csv', gradeReport(placed).replace('Final Exam', 'exam'));
    expect(await refusal(['--outcomes', report, 'store', '--store', url, '--outcome', 'exam'])).toMatch(
      /^2 "exam" is an outcome of the store and a column of a file\n/,
    );
    expect(
      (
        await analysisOf([
          '--outcomes',
          report,
          'store',
          '--store',
          url,
          '--outcome',
          'tries',
          '--score',
          'max',
          '--outcome',
          'Grade',
        ])
      ).outcomes,
    ).toHaveLength(2);
  });
});

it('a plan may say that the mean counts; of the scores in a problem there is none', async () => {
  const plan = fileOf('mean.json', '{ "score": "mean", "outcomes": ["points"] }');
  const groups = fileOf('groups.csv', 'learner,group\na,Plain\nb,Plain\nc,Warm\nd,Warm\n');
  const rows = ['a,1', 'a,1', 'a,4', 'b,3', 'c,5', 'c,6', 'd,7'];
  const points = fileOf('points.csv', `learner,points\n${rows.join('\n')}\n`);
  const { outcomes, plan: check } = await analysisOf([
    '--outcomes',
    points,
    '--groups',
    groups,
    '--plan',
    plan,
  ]);
  expect(outcomes[0]!.groups.map(({ mean }) => mean)).toEqual([2.5, 6.25]);
  expect(check?.deviations).toEqual([]);
  const log = fileOf(
    'events.log',
    `${JSON.stringify({ event_type: 'problem_check', event_source: 'server' })}\n`,
  );
  expect(
    await refusal(['--outcomes', log, '--groups', groups, '--outcome', 'exam_swarm', '--score', 'sum']),
  ).toMatch(
    /^2 The sum of the scores in the problem "exam_swarm" is not defined: its events repeat one another\n/,
  );
});
