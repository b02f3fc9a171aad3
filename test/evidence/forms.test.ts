/** The files that Open edX exports, each with its traps: who counts, and what is never taken for a 0 in silence. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { olxAbtest } from '../cli/command-line.js';
import { COURSE, EXAM } from './class.js';
import { analysisOf, fileOf, form, run } from './run.js';

const byGroup = <T>(list: readonly T[], of: (each: T) => unknown): unknown[] => list.map(of);

describe('the grade report', () => {
  const args = ['--outcomes', form('grade-report.csv'), '--outcome', 'Final Exam'];

  it('groups are names; an empty one is a learner who never came; those who left are counted', async () => {
    const { counts, leftOut, denominator } = await analysisOf(args);
    expect(
      byGroup(counts, ({ group, assigned, counted, unenrolled }) => [group, assigned, counted, unenrolled]),
    ).toEqual([
      ['Plain', 3, 3, 1],
      ['Warm', 4, 4, 0],
    ]);
    expect(leftOut).toEqual({ inTwoGroups: 0, groupGone: 0, withoutGroup: 1, named: 0 });
    expect(denominator).toBe('assigned');
  });

  it('what was not attempted is a 0, and that is written', async () => {
    const { outcomes, notes } = await analysisOf(args);
    expect(
      byGroup(outcomes[0]!.groups, ({ withOutcome, notAttempted, mean }) => [
        withOutcome,
        notAttempted,
        mean,
      ]),
    ).toEqual([
      [3, 1, expect.closeTo(1.1 / 3)],
      [4, 1, expect.closeTo(2.6 / 4)],
    ]);
    expect(notes.join()).toContain('2 outcomes were not attempted and count as 0');
  });

  it('or it is missing, and that this is not randomised is written', async () => {
    const { outcomes, notes, methods } = await analysisOf([...args, '--not-attempted', 'missing']);
    expect(
      byGroup(outcomes[0]!.groups, ({ withOutcome, missing, mean }) => [withOutcome, missing, mean]),
    ).toEqual([
      [2, 1, expect.closeTo(0.55)],
      [3, 1, expect.closeTo(2.6 / 3)],
    ]);
    expect(notes.join()).toContain('this comparison is not randomised');
    expect(methods).toContain('which is not randomised');
  });

  it('staff who are named do not count', async () => {
    const staff = fileOf('staff.txt', 'canary_staff\ncanary_unknown\n');
    const { counts, leftOut } = await analysisOf([...args, '--leave-out', staff]);
    expect([counts[1]!.counted, leftOut.named]).toEqual([3, 1]);
  });

  it('semicolons with decimal commas, as some spreadsheets save them', async () => {
    const text = readFileSync(form('grade-report.csv'), 'utf8')
      .replaceAll(',', ';')
      .replace(/(\d)\.(\d)/g, '$1,$2');
    const { outcomes } = await analysisOf([
      '--outcomes',
      fileOf('semicolons.csv', text),
      '--outcome',
      'Final Exam',
    ]);
    expect(outcomes[0]!.groups[0]!.mean).toBeCloseTo(1.1 / 3);
  });
});

it('a grade report is a file of groups too: who has none never came', async () => {
  const [report, column] = [form('grade-report.csv'), 'Experiment Group (Tone of the texts)'];
  const asked = ['--outcomes', report, '--outcome', 'Grade'];
  const { counts, leftOut } = await analysisOf([...asked, '--groups', report, '--group-column', column]);
  const own = await analysisOf(asked);
  expect([counts.map(({ counted }) => counted), leftOut]).toEqual([
    own.counts.map(({ counted }) => counted),
    own.leftOut,
  ]);
});

it('outcomes come from standard input, too', async () => {
  const input = readFileSync(form('grade-report.csv'));
  const { exit, stdout } = await olxAbtest(['analyze', COURSE, '--outcomes', '-', '--outcome', 'Grade'], {
    input,
  });
  expect([exit, stdout]).toEqual([
    0,
    (await run(['--outcomes', form('grade-report.csv'), '--outcome', 'Grade'])).stdout,
  ]);
});

it.each<[string, (text: string) => string | Uint8Array]>([
  ['UTF-16 with tabs', (text) => Buffer.from(`\ufeff${text.replaceAll(',', '\t')}`, 'utf16le')],
  ['a line sep= and line ends of CR', (text) => `sep=,\n${text}`.replaceAll('\n', '\r')],
])('%s, as some spreadsheets save them, are read as the report is', async (name, saved) => {
  const file = fileOf(`${name}.csv`, saved(readFileSync(form('grade-report.csv'), 'utf8')));
  const of = async (path: string) => await analysisOf(['--outcomes', path, '--outcome', 'Final Exam']);
  expect(await of(file)).toEqual(await of(form('grade-report.csv')));
});

describe('the problem grade report', () => {
  const files = ['--outcomes', form('problem-grades.csv'), form('grade-report.csv')];

  it('is joined by the username; earned of possible is a share', async () => {
    const { outcomes, groupsFrom } = await analysisOf([
      ...files,
      '--outcome',
      'Final Exam: Exam - The swarm',
    ]);
    expect(byGroup(outcomes[0]!.groups, ({ mean, withOutcome }) => [mean, withOutcome])).toEqual([
      [expect.closeTo(1.1 / 3), 3],
      [expect.closeTo(1.6 / 3), 3],
    ]);
    expect(groupsFrom).toContain('Experiment Group (Tone of the texts)');
  });

  it('a problem that one group cannot see is missing there, not 0', async () => {
    const { outcomes, notes } = await analysisOf([
      ...files,
      '--outcome',
      'Reading: Why bees swarm (warm) - Who leaves the hive?',
    ]);
    const [{ groups, comparisons }] = outcomes as [(typeof outcomes)[0]];
    expect(
      byGroup(groups, ({ withOutcome, notAvailable, missing }) => [withOutcome, notAvailable, missing]),
    ).toEqual([
      [0, 3, 3],
      [3, 0, 1],
    ]);
    expect(notes.join()).toContain('3 outcomes are "Not Available"');
    expect(comparisons[0]!.verdict.kind).toBe('cannot-tell');
    expect(comparisons[0]!.effect).toBeNull();
  });
});

describe('problem responses', () => {
  it('several rows of a learner are one score; old states have none, and unanswered ones neither', async () => {
    const { outcomes } = await analysisOf([
      '--outcomes',
      form('responses.csv'),
      form('grade-report.csv'),
      '--outcome',
      EXAM,
    ]);
    expect(byGroup(outcomes[0]!.groups, ({ mean, notAttempted }) => [mean, notAttempted])).toEqual([
      [expect.closeTo((0.5 + 0.5 + 0) / 3), 1],
      [expect.closeTo((1 + 0 + 0 + 0) / 4), 3],
    ]);
  });
});

describe('the tracking log', () => {
  const args = ['--outcomes', form('tracking.log'), '--outcome', EXAM];
  const means = async (more: readonly string[]): Promise<unknown[]> =>
    byGroup((await analysisOf([...args, ...more])).outcomes[0]!.groups, ({ mean }) => mean);

  it('groups are those of tags, assignments and children that were shown; who was only assigned does not count', async () => {
    const { counts, leftOut, denominator, ratio } = await analysisOf(args);
    expect(byGroup(counts, ({ assigned, exposed, counted }) => [assigned, exposed, counted])).toEqual([
      [3, 2, 2],
      [3, 3, 3],
    ]);
    expect(leftOut).toEqual({ inTwoGroups: 1, groupGone: 1, withoutGroup: 0, named: 0 });
    expect(denominator).toBe('exposed');
    expect(ratio.exposed).not.toBeNull();
  });

  it('of several attempts the last one counts, or the first, or the best; doubles of browsers have no score', async () => {
    expect(await means([])).toEqual([expect.closeTo(0.55), expect.closeTo(1.7 / 3)]);
    expect(await means(['--score', 'first'])).toEqual([expect.closeTo(0.4), expect.closeTo(1.9 / 3)]);
    expect(await means(['--score', 'max'])).toEqual([expect.closeTo(0.55), expect.closeTo(1.9 / 3)]);
  });

  it('who has no event did not attempt the problem; lines that are not JSON are counted', async () => {
    const { outcomes, notes } = await analysisOf(args);
    expect(byGroup(outcomes[0]!.groups, ({ notAttempted }) => notAttempted)).toEqual([0, 1]);
    expect(notes.join()).toContain('1 line of the log is not JSON');
  });

  it('everybody who was assigned, and only those who were shown everything', async () => {
    const off = await analysisOf([...args, '--exposed', 'off']);
    expect([off.denominator, off.counts[0]!.counted]).toEqual(['assigned', 3]);
    // The experiment has one block.
    expect(await analysisOf([...args, '--exposed', 'all'])).toEqual(await analysisOf(args));
  });

  it('several files, compressed, in any order, are one log', async () => {
    const lines = readFileSync(form('tracking.log'), 'utf8').trimEnd().split('\n');
    const [first, second] = [lines.slice(0, 9), lines.slice(9)].map((part) =>
      gzipSync(`${part.join('\n')}\n`),
    );
    const files = [fileOf('b.log.gz', second!), fileOf('a.log.gz', first!)];
    const whole = await analysisOf(args);
    expect(await analysisOf(['--outcomes', ...files, '--outcome', EXAM])).toEqual(whole);
  });

  it('groups of the log with outcomes of a report', async () => {
    const { groupsFrom, counts } = await analysisOf([
      '--outcomes',
      form('grade-report.csv'),
      form('tracking.log'),
      '--outcome',
      'Grade',
      '--groups',
      'events',
    ]);
    expect([groupsFrom, counts[0]!.counted]).toEqual(['the events of the tracking log', 2]);
  });
});

it('--exposed all: in as many places as the experiment has blocks, and what that does is written', async () => {
  const block = '<abtest experiment="E"><group name="a" portion=".5"/><default/></abtest>';
  const vertical = fileOf('two.xml', `<vertical>${block}${block}</vertical>`);
  const learners = Array.from({ length: 40 }, (_, n) => [`l${n}`, n % 2 ? 'a' : 'default', n] as const);
  const places = (n: number) => (n < 30 ? ['one', 'two'] : ['one']);
  const shown = learners.flatMap(([name, group, n]) => places(n).map((place) => `${name},${group},${place}`));
  const groups = fileOf('two.csv', `learner,group,context\n${shown.join('\n')}\n`);
  const scores = fileOf(
    'scores.csv',
    `learner,y\n${learners.map(([name, , n]) => `${name},${n % 7}`).join('\n')}\n`,
  );
  const args = ['--outcomes', scores, '--groups', groups, '--outcome', 'y', '--exposed', 'all'];
  const { denominator, counts, notes, methods } = await analysisOf(args, vertical);
  expect([denominator, counts.map(({ exposed, counted }) => [exposed, counted])]).toEqual([
    'exposed-to-all',
    [
      [20, 15],
      [20, 15],
    ],
  ]);
  expect(notes.join()).toContain(
    'every block of the experiment count; who gets that far may depend on the group',
  );
  expect(methods).toContain('the 30 learners who were shown every block of the experiment');
  expect((await run(args, vertical)).stdout).toContain(
    'Learners who were shown every block of the experiment count',
  );
});

describe('any table', () => {
  it('JSON lines, with a file of groups as our own export has it', async () => {
    const scores = fileOf(
      'scores.jsonl',
      '{"learner":"canary_a","points":3}\n{"learner":"canary_b","points":null}\n{"learner":"canary_d","points":7}\n{"learner":"canary_e","points":"8"}\n',
    );
    const groups = fileOf(
      'groups.csv',
      'scope,experiment,learner,group\ncourse-v1:HiveX+BEE101+2026_T2,Tone of the texts,canary_a,0\n' +
        'course-v1:HiveX+BEE101+2026_T2,Tone of the texts,canary_b,Plain\ncourse-v1:other+other+other,Tone of the texts,canary_d,0\n' +
        'course-v1:HiveX+BEE101+2026_T2,Tone of the texts,canary_d,1\ncourse-v1:HiveX+BEE101+2026_T2,Tone of the texts,canary_e,Warm\n' +
        'course-v1:HiveX+BEE101+2026_T2,Another,canary_e,0\n',
    );
    const { outcomes, counts } = await analysisOf([
      '--outcomes',
      scores,
      '--outcome',
      'points',
      '--groups',
      groups,
    ]);
    expect(byGroup(counts, ({ counted }) => counted)).toEqual([2, 2]);
    expect(byGroup(outcomes[0]!.groups, ({ mean, missing }) => [mean, missing])).toEqual([
      [3, 1],
      [7.5, 0],
    ]);
  });
});
