/** Groups from our own store: who was assigned, who was shown, and who has a group that is gone. */
import { expect, it } from 'vitest';
import { type Analysis, openStore } from '../../src/index.js';
import { readWrittenPortions } from '../../src/runtime/sizes/written-portions.js';
import { olxAbtest } from '../cli/command-line.js';
import { COURSE_KEY, generateClass, gradeReport, PARTITION } from './class.js';
import { analysisOf, fileOf, refusal, run } from './run.js';

const learners = generateClass({ seed: 'store', learners: 200, effect: 0.1 });
const report = fileOf('store.csv', gradeReport(learners));
const at = new Date('2026-10-01T00:00:00Z');

async function storeWith(name: string, exposed: (index: number) => boolean): Promise<string> {
  const url = `sqlite:${fileOf(`${name}.db`, '')}`;
  const store = await openStore(url);
  const placed = learners.filter(({ group }) => group !== null);
  const rows = placed.map(({ username, group }, index) => ({
    scope: COURSE_KEY,
    experiment: PARTITION,
    learner: username,
    group: index === 0 ? '7' : group === 'Plain' ? '0' : '1',
    strategy: 'stable@1',
    assignedAt: at,
  }));
  await store.claimMany(rows);
  for (const [index, { scope, experiment, learner, group }] of rows.entries())
    if (exposed(index)) await store.expose({ scope, experiment, learner, group, context: 'tone', at });
  await store.close();
  return url;
}

it('those who were shown the content count; a group that is gone does not', async () => {
  const url = await storeWith('some', (index) => index % 4 !== 0);
  const analysis = await analysisOf(['--outcomes', report, '--outcome', 'Final Exam', '--store', url]);
  expect([analysis.denominator, analysis.groupsFrom]).toEqual([
    'exposed',
    'the assignments and exposures of the store',
  ]);
  const total = (of: (each: (typeof analysis.counts)[0]) => number): number =>
    analysis.counts.reduce((sum, each) => sum + of(each), 0);
  const placed = learners.filter(({ group }) => group !== null).length;
  expect([total(({ assigned }) => assigned), total(({ counted }) => counted)]).toEqual([
    placed - 1,
    Array.from({ length: placed }, (_, index) => index).filter((index) => index % 4 !== 0).length,
  ]);
  expect(analysis.leftOut.groupGone).toBe(1);
  const off = await analysisOf([
    '--outcomes',
    report,
    '--outcome',
    'Final Exam',
    '--store',
    url,
    '--exposed',
    'off',
  ]);
  expect(off.counts).toEqual(
    analysis.counts.map((each) => ({ ...each, counted: each.assigned, unenrolled: expect.any(Number) })),
  );
});

it('portions that were changed on the way are no mismatch, and the answer says what they may do', async () => {
  const url = `sqlite:${fileOf('changed.db', '')}`;
  const store = await openStore(url);
  const placed = learners.filter(({ group }) => group !== null);
  const key = { scope: COURSE_KEY, experiment: PARTITION };
  const portions = (id: string, ...shares: [string, string, string][]) =>
    store.keepPortions([{ ...key, id, definition: JSON.stringify(shares), since: at }]);
  await portions('half', ['0', '1', '2'], ['1', '1', '2']);
  await portions('most', ['0', '9', '10'], ['1', '1', '10']);
  for (const [index, { username: learner, group }] of placed.entries()) {
    const isLate = index % 2 === 0;
    const chosen = isLate ? (index % 20 === 0 ? '1' : '0') : group === 'Plain' ? '0' : '1';
    const row = { ...key, learner, group: chosen, strategy: 'stable@1', assignedAt: at };
    await store.claim({ ...row, portions: isLate ? 'most' : 'half' });
    await store.expose({ ...row, context: 'tone', at });
  }
  await store.close();
  const asked = ['--outcomes', report, '--outcome', 'Final Exam', '--store', url];
  const { ratio, notes, outcomes } = await analysisOf(asked);
  expect(ratio).toMatchObject({
    assigned: { mismatch: false, strata: 2 },
    exposed: { mismatch: false, strata: 2 },
  });
  expect(notes.join(' ')).toContain('The portions changed while learners were assigned');
  expect(outcomes[0]!.comparisons[0]!.verdict.kind).not.toBe('do-not-trust');
  const text = (await run(asked)).stdout.replace(/\s+/g, ' ');
  expect(text).toContain('the sizes fit the portions of their time (exact multinomial tests of 2 periods');
});

it('the export of assignments has the portions: as a file of groups, and imported elsewhere, it gives the same answer', async () => {
  const url = `sqlite:${fileOf('drift.db', '')}`;
  const store = await openStore(url);
  const key = { scope: COURSE_KEY, experiment: PARTITION };
  const kept = (id: string, zero: string, day: string) => ({
    ...key,
    ...readWrittenPortions({ 0: zero, 1: id }),
    since: new Date(day),
  });
  const [rare, often] = [kept('1/5', '4/5', '2026-10-01'), kept('4/5', '1/5', '2026-10-08')];
  await store.keepPortions([rare, often]);
  const rows = ['learner,points'];
  for (let index = 0; index < 120; index += 1) {
    const isLate = index >= 60;
    const isTreated = isLate ? index % 5 !== 0 : index % 5 === 0;
    const learner = `l${index}`;
    const row = { ...key, learner, group: isTreated ? '1' : '0', strategy: 'stable@1', assignedAt: at };
    await store.claim({ ...row, portions: (isLate ? often : rare).id });
    // The learners of the second week are better, whatever they see.
    rows.push(`${learner},${(isLate ? 10 : 0) + (index % 7)}`);
  }
  await store.close();
  const asked = ['--outcomes', fileOf('drift.csv', rows.join('\n')), '--outcome', 'points', '--exact'];
  const fromStore = await analysisOf([...asked, '--store', url]);
  const [{ effect, exactP }] = fromStore.outcomes[0]!.comparisons as [
    (typeof fromStore.outcomes)[0]['comparisons'][0],
  ];
  // By the portions of their time the groups would be as far apart in most assignments.
  expect([effect!.pValue < 1e-6, exactP! > 0.2, fromStore.ratio.assigned.mismatch]).toEqual([
    true,
    true,
    false,
  ]);

  const without = ({ groupsFrom: _, methods: __, notes: ___, ...rest }: Analysis) => rest;
  for (const format of ['csv', 'jsonl']) {
    const { exit, stdout } = await olxAbtest(['assignments', 'export', '--store', url, '--format', format]);
    expect(exit).toBe(0);
    const file = fileOf(`drift-groups.${format}`, stdout);
    expect(without(await analysisOf([...asked, '--groups', file]))).toEqual(without(fromStore));
    const copy = `sqlite:${fileOf(`copy-${format}.db`, '')}`;
    expect((await olxAbtest(['assignments', 'import', file, '--store', copy])).exit).toBe(0);
    expect(await analysisOf([...asked, '--store', copy])).toEqual(fromStore);
    expect((await olxAbtest(['assignments', 'export', '--store', copy, '--format', format])).stdout).toBe(
      stdout,
    );
    const streamed = ['assignments', 'export', '--store', copy, '--format', format, '--after', '0'];
    const again = fileOf(`drift-stream.${format}`, (await olxAbtest(streamed)).stdout);
    expect(without(await analysisOf([...asked, '--groups', again]))).toEqual(without(fromStore));
  }
});

it('another scope has no learners, and a store that does not exist is an error', async () => {
  const url = await storeWith('scope', () => true);
  expect(
    await refusal(['--outcomes', report, '--outcome', 'Grade', '--store', url, '--scope', 'course-v1:a+b+c']),
  ).toMatch(/^2 None of the 200 learners has a group of experiment "Tone of the texts" in the assignments/);
  expect(
    await refusal(['--outcomes', report, '--outcome', 'Grade', '--store', 'sqlite:/nowhere/x.db']),
  ).toMatch(/does not exist/);
});
