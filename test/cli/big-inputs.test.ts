/** Globs, changed files, names relative to a repository, the limit of SARIF, completion and `init`. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { formatSarif, MOST_SARIF_RESULTS } from '../../src/diagnostics/sarif.js';
import { readLoneFile } from '../../src/olx/course/read-course.js';
import { checkCourse } from '../../src/rules/check.js';
import { rules } from '../../src/rules/index.js';
import { olxAbtest, olxAbtestProcess } from './command-line.js';

let cwd: string;
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'olx-abtest-big-')));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

const block = (portion: string) =>
  `<abtest experiment="E">\n  <group name="a" portion="${portion}"><html url_name="a"/></group>\n  <default/>\n</abtest>\n`;

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(cwd, path, '..'), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
}

async function filesOf(...args: string[]): Promise<string[]> {
  const { stdout } = await olxAbtest(
    ['validate', '--rule', 'abtest-retired=off', '--format', 'json', ...args],
    { cwd },
  );
  return JSON.parse(stdout).diagnostics.map(({ place }: { place: { file: string } }) => place.file);
}

test('globs that no shell has expanded match files and folders; one that matches nothing is an error', async () => {
  write({
    'a/one.xml': block('x'),
    'a/deep/two.xml': block('x'),
    'b/three.xml': block('x'),
    'a/[x].xml': block('x'),
  });
  expect(await filesOf('a/*.xml')).toEqual(['a/[x].xml', 'a/one.xml']);
  expect(await filesOf('**/t*.xml')).toEqual(['a/deep/two.xml', 'b/three.xml']);
  expect(await filesOf('{a,b}/t*.xml')).toEqual(['b/three.xml']);
  expect(await filesOf('a/[x].xml')).toEqual(['a/[x].xml']);
  const none = await olxAbtest(['validate', 'c/*.xml'], { cwd });
  expect([none.exit, none.stderr]).toEqual([
    3,
    expect.stringContaining('The glob "c/*.xml" matches nothing'),
  ]);
});

test('--changed reports the files that differ from a commit, and all of a course that has lost one', async () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { cwd });
  write({
    'course/course.xml': '<course url_name="r" org="O" course="C"/>\n',
    'course/course/r.xml':
      '<course><chapter url_name="c"><sequential url_name="s"><vertical url_name="v"><abtest url_name="one"/><abtest url_name="two"/></vertical></sequential></chapter></course>\n',
    'course/abtest/one.xml': block('x'),
    'course/abtest/two.xml': block('x'),
    'unit.xml': block('x'),
  });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'one');
  expect(await filesOf('.', 'unit.xml', '--changed')).toEqual([]);
  write({ 'course/abtest/two.xml': `\n${block('x')}`, 'new.xml': block('x') });
  const found = new Set(await filesOf('course', 'unit.xml', 'new.xml', '--changed'));
  expect(found).toEqual(new Set(['course/abtest/two.xml', 'new.xml']));
  git('add', '-A');
  git('commit', '-qm', 'two');
  expect(await filesOf('course', '--changed')).toEqual([]);
  expect(new Set(await filesOf('course', '--changed=HEAD~1'))).toEqual(new Set(['course/abtest/two.xml']));
  rmSync(join(cwd, 'course/abtest/two.xml'));
  expect(await filesOf('course', '--changed')).toContain('course/abtest/one.xml');
  const wrong = await olxAbtest(['validate', '--changed', 'course', 'unit.xml'], { cwd });
  expect([wrong.exit, wrong.stderr]).toEqual([3, expect.stringContaining('"course" does not name a commit')]);
});

test('file names are relative to --base, or to the checkout of GitHub Actions; elsewhere they are absolute', async () => {
  write({ 'sub/unit.xml': block('x') });
  const inside = join(cwd, 'sub');
  const annotated = async (args: string[], env = {}) =>
    (await olxAbtest(['validate', '--quiet', '--format', 'github', ...args], { cwd: inside, env })).stdout;
  expect(await annotated(['unit.xml'])).toContain('file=unit.xml,');
  expect(await annotated(['unit.xml', '--base', '..'])).toContain('file=sub/unit.xml,');
  expect(await annotated(['unit.xml'], { GITHUB_WORKSPACE: cwd })).toContain('file=sub/unit.xml,');
  const above = await olxAbtest(['validate', '--quiet', '../sub/unit.xml'], { cwd: join(cwd, 'sub') });
  expect(above.stdout).toContain('--> unit.xml:2');
  mkdirSync(join(cwd, 'other'));
  const climbing = await olxAbtest(['validate', '--quiet', '../sub/unit.xml'], { cwd: join(cwd, 'other') });
  expect(climbing.stdout).toContain(`--> ${cwd}/sub/unit.xml:2`);
});

test('of more findings than GitHub takes SARIF has the gravest, in their order, and says so', () => {
  const [error] = checkCourse(readLoneFile(block('x'), 'a.xml')).filter(
    ({ severity }) => severity === 'error',
  );
  const many = Array.from({ length: MOST_SARIF_RESULTS + 5 }, (_, index) => ({
    ...error!,
    severity: index % 2 === 0 ? ('error' as const) : ('warning' as const),
    message: `number ${index}`,
  }));
  const { runs } = JSON.parse(formatSarif(many, { version: '1.0.0', rules }));
  expect(runs[0].results).toHaveLength(MOST_SARIF_RESULTS);
  expect(runs[0].results.filter(({ level }: { level: string }) => level === 'error')).toHaveLength(12_503);
  expect(runs[0].results[0].message.text).toContain('number 0');
  expect(runs[0].invocations[0].toolExecutionNotifications[0].message.text).toBe(
    'The gravest 25,000 of 25,005 findings are in the report, since GitHub takes no more',
  );
});

test('SARIF has the whole page of each rule as help, and links to pages with --docs-url', async () => {
  write({ 'unit.xml': block('x') });
  const args = ['validate', '--format', 'sarif', '--docs-url', 'https://example.org/rules', 'unit.xml'];
  const { rules: written } = JSON.parse((await olxAbtest(args, { cwd })).stdout).runs[0].tool.driver;
  for (const { id, help, helpUri } of written) {
    expect(help.markdown).toContain(`# ${id}\n`);
    expect(helpUri).toBe(`https://example.org/rules/${id}.md`);
  }
});

test('completion knows rules, severities and the words of options, and has a script for each shell', async () => {
  const words = async (...typed: string[]) =>
    (await olxAbtest(['--get-completions', 'olx-abtest', ...typed], { cwd })).stdout.trim().split('\n');
  expect(await words('validate', '--rule', 'portion-s')).toEqual(['portion-sum=']);
  expect(await words('validate', '--rule', 'portion-sum=')).toEqual(
    ['off', 'info', 'warning', 'error'].map((each) => `portion-sum=${each}`),
  );
  expect(await words('validate', '--format', 's')).toEqual(['sarif']);
  expect(await words('explain', 'xml-e')).toEqual(['xml-encoding']);
  expect(await words('validate', '--ba')).toEqual(expect.arrayContaining(['--baseline', '--base']));
  for (const [shell, mark] of [
    ['bash', 'complete -o'],
    ['zsh', '#compdef olx-abtest'],
    ['fish', 'complete -c olx-abtest'],
  ] as const)
    expect(olxAbtestProcess(['completion', shell], { cwd }).stdout).toContain(mark);
});

test('init writes a configuration that validate reads, and replaces none', async () => {
  const done = await olxAbtest(['init'], { cwd });
  expect(done.exit).toBe(0);
  const text = readFileSync(join(cwd, 'olx-abtest.config.json'), 'utf8');
  expect(Object.keys(JSON.parse(text))).toEqual(['$schema', 'rules', 'overrides', 'ignore']);
  write({ 'unit.xml': block('0.5') });
  expect((await olxAbtest(['validate', 'unit.xml'], { cwd })).exit).toBe(0);
  const again = await olxAbtest(['init'], { cwd });
  expect([again.exit, readFileSync(join(cwd, 'olx-abtest.config.json'), 'utf8')]).toEqual([3, text]);
  expect(existsSync(join(cwd, 'olx-abtest.config.json'))).toBe(true);
});
