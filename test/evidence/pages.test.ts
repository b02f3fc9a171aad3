/** An analysis as HTML: on its own page, in a report, and in the preview; and as a file that is read again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { olxAbtest } from '../cli/command-line.js';
import { CANARY, COURSE, EXAM, generateClass, gradeReport } from './class.js';
import { fileOf, form, run } from './run.js';

const report = fileOf('page.csv', gradeReport(generateClass({ seed: 'win', learners: 800, effect: 0.1 })));
const args = [
  '--outcomes',
  report,
  '--outcome',
  'Final Exam',
  '--smallest',
  '0.03',
  '--covariate',
  'Homework (Avg)',
];

it('the page has the verdict, the plot with its description, and the numbers', async () => {
  const { exit, stdout } = await run([...args, '--format', 'html']);
  expect(exit).toBe(0);
  expect(stdout).toMatch(
    /<strong>&quot;Warm&quot; is better than &quot;Plain&quot;: on average &quot;Final Exam&quot; is 0\.\d+ higher/,
  );
  expect(stdout).toMatch(
    /<desc id="[^"]+">Warm against Plain: 0\.\d+, 95 % interval 0\.\d+ to 0\.\d+<\/desc>/,
  );
  expect(stdout).toContain('class="band"');
  // One plot for wide pages and one for narrow ones, and no number that only statisticians can read.
  expect(stdout.match(/<svg class="plot (?:wide|narrow)"/g)).toHaveLength(2);
  expect(stdout).not.toMatch(/\de[−-]\d/);
  expect(stdout).toContain('default-src &#39;none&#39;');
  expect(stdout).toContain('before the experiment Warm and Plain differ in Homework (Avg) by');
  expect((await run([...args, '--format', 'html'])).stdout).toBe(stdout);
});

it('the report shows the analysis with its experiment', async () => {
  const written = fileOf('analysis.json', (await run([...args, '--format', 'json'])).stdout);
  const { exit, stdout } = await olxAbtest(['report', COURSE, '--out', '-', '--analysis', written]);
  expect(exit).toBe(0);
  expect(stdout.match(/Which variant taught better/g)).toHaveLength(1);
  expect(stdout).toContain('&quot;Warm&quot; is better than');
  expect(stdout).not.toContain(CANARY);
  const without = await olxAbtest(['report', COURSE, '--out', '-']);
  expect(without.stdout).not.toContain('Which variant taught better');
});

it('an analysis of another course, or what is none, is refused', async () => {
  const refused = async (text: string): Promise<string> =>
    (await olxAbtest(['report', COURSE, '--out', '-', '--analysis', fileOf('other.json', text)])).stderr;
  const json = (await run([...args, '--format', 'json'])).stdout;
  expect(await refused(json.replace('partition_1102938475', 'partition_7'))).toContain(
    'The course does not have the experiment "Tone of the texts" of the analysis',
  );
  expect(await refused(json.replace('"kind": "better"', '"kind": "<script>"'))).toContain(
    'other.json is not an analysis of version 1',
  );
  expect(await refused('{"version": 1}')).toContain('other.json is not an analysis of version 1');
  expect(await refused('no')).toContain('other.json is not JSON');
});

it('names of groups, outcomes and files are shown as text, in every format', async () => {
  const bad = '<img src=x onerror=alert(1)>\u202e';
  const block = fileOf(
    'bad.xml',
    `<abtest experiment="${bad.replaceAll('<', '&lt;')}"><group name="${bad.replaceAll('<', '&lt;')}" portion=".5"/><default/></abtest>`,
  );
  const rows = Array.from({ length: 40 }, (_, n) => `l${n},${n % 7},${n % 2 ? 'default' : bad}`);
  const table = fileOf('bad.csv', `learner,${bad},group\n${rows.join('\n')}\n`);
  for (const format of ['text', 'html']) {
    const { exit, stdout } = await run(
      ['--outcomes', table, '--groups', table, '--outcome', bad, '--format', format],
      block,
    );
    expect([format, exit]).toEqual([format, 0]);
    expect(stdout).not.toContain('\u202e');
    if (format === 'html') expect(stdout).not.toContain('<img');
  }
});

it('every form of outcomes keeps names, addresses and answers to itself, in every format', async () => {
  const files = ['grade-report.csv', 'problem-grades.csv', 'responses.csv', 'tracking.log'].map(form);
  for (const format of ['text', 'json', 'html'])
    expect(
      (await run(['--outcomes', ...files, '--outcome', EXAM, '--outcome', 'Grade', '--format', format])).exit,
    ).toBe(0);
  expect(readFileSync(join(form('tracking.log')), 'utf8').toLowerCase()).toContain(CANARY);
});

it('no error holds a name, an address or an answer either, wherever a file breaks, in every format', async () => {
  const reports = ['grade-report.csv', 'problem-grades.csv', 'responses.csv', 'tracking.log'];
  const groups = ['learner,group,context,portions', 'canary_a,Plain,canary,', 'canary_b,Warm,canary,'].join(
    '\n',
  );
  /** Every cell or value in its turn becomes something that cannot be there. */
  const broken = (text: string): string[] => {
    const places = [...text.matchAll(/[,:;\n]/g)].map(({ index }) => index);
    const chosen = places.filter((_, place) => place % Math.ceil(places.length / 12) === 0);
    return chosen.flatMap((at) => [
      `${text.slice(0, at + 1)}canary "${text.slice(at + 1)}`,
      `${text.slice(0, at)}\ncanary,canary,canary${text.slice(at)}`,
    ]);
  };
  let refused = 0;
  const tried = async (args: readonly string[], format: string): Promise<void> => {
    const { exit, stderr } = await run([...args, '--format', format]);
    expect(stderr).not.toMatch(/Unexpected|\n\s+at /);
    if (exit !== 0) refused += 1;
  };
  const formats = ['text', 'json', 'html'];
  for (const name of reports)
    for (const [index, text] of broken(readFileSync(form(name), 'utf8')).entries()) {
      const outcome = ['Grade', EXAM][index % 2]!;
      const files = [fileOf(`broken-${name}`, text), form('grade-report.csv')];
      await tried(['--outcomes', ...files, '--outcome', outcome], formats[index % 3]!);
    }
  for (const [index, text] of broken(groups).entries()) {
    const asked = ['--outcomes', form('grade-report.csv'), '--outcome', 'Grade'];
    await tried([...asked, '--groups', fileOf('broken-groups.csv', text)], formats[index % 3]!);
    await tried([...asked, '--leave-out', fileOf('broken-staff.csv', text)], formats[index % 3]!);
  }
  expect(refused).toBeGreaterThan(30);
});

it('simulate writes a plan that analyze follows, and replaces no file', async () => {
  const path = `${fileOf('here', '')}-plan.json`;
  const first = await olxAbtest(['simulate', COURSE, '-n', '700', '--plan', path]);
  expect([first.exit, first.stderr]).toEqual([0, expect.stringContaining('put in your outcome')]);
  const plan = JSON.parse(readFileSync(path, 'utf8'));
  expect(plan).toMatchObject({ outcomes: ['Grade'], learners: 700, smallest: '0.21sd' });
  const { stdout } = await run(['--outcomes', report, '--plan', path]);
  expect(stdout).toMatch(/✔ the analysis follows here-plan\.json/);
  expect((await olxAbtest(['simulate', COURSE, '-n', '700', '--plan', path])).exit).toBe(3);
  expect((await olxAbtest(['simulate', COURSE, '-n', '1', '--plan', `${path}2`])).stderr).toContain(
    'too few for a plan',
  );
});
