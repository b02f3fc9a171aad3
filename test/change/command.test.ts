/** `olx-abtest edit`, and the page about it: every command line of the page is run. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCourse } from '../../src/index.js';
import { door } from '../built.js';
import { olxAbtest, wordsOf } from '../cli/command-line.js';
import { treeOf } from '../convert/read-tree.js';
import { onDisk } from '../olx/trees.js';

const root = new URL('../..', import.meta.url).pathname;
const page = readFileSync(join(root, 'docs/edit.md'), 'utf8');
const fences = (kind: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1]!);

/** A folder with the sample course as `course/`. */
function workplace(): string {
  const cwd = onDisk({});
  cpSync(join(root, 'fixtures/courses/sample'), join(cwd, 'course'), { recursive: true });
  return cwd;
}

const edit = (cwd: string, ...args: string[]) => olxAbtest(['edit', 'course/', ...args], { cwd });
const TITLE = ['set-title', 'abtest/welcome', 'T'] as const;

describe('docs/edit.md', () => {
  const commands = fences('sh').flatMap((text) => text.split('\n').filter((line) => line !== ''));

  test('has a command line for every verb', async () => {
    const { VERBS } = await import('../../src/cli/edits/verbs.js');
    const shown = new Set(commands.map((line) => wordsOf(line)[3]));
    const told = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]!);
    expect(Object.keys(VERBS).filter((verb) => !shown.has(verb) && verb !== 'set-partition')).toEqual([]);
    expect(told.sort()).toEqual(Object.keys(VERBS).sort());
  });

  test.each(commands)('%s', async (line) => {
    const cwd = workplace();
    const before = treeOf(join(cwd, 'course'));
    const { exit, stdout, stderr } = await olxAbtest(wordsOf(line).slice(1), { cwd });
    expect([exit, stderr.includes('olx-abtest:')]).toEqual([0, false]);
    // The course of the page has nothing to repair.
    if (!line.endsWith(' repair')) expect(stdout).not.toBe('');
    const isWritten = line.includes('--write');
    if (!isWritten) expect(treeOf(join(cwd, 'course'))).toEqual(before);
    const [, out] = / --out (\S+)/.exec(line) ?? [];
    if (!isWritten && out === undefined) return;
    const { course } = await loadCourse(join(cwd, out ?? 'course'));
    expect(course.blocks.map(({ block }) => block.displayName)).toContain('Goodbye');
  });

  test('refusals read as they are shown', async () => {
    const steps = fences('console')[0]!.split(/^\$ /m).slice(1);
    for (const step of steps) {
      const [line, ...expected] = step.split('\n');
      const { exit, stdout, stderr } = await olxAbtest(wordsOf(line!).slice(1), { cwd: workplace() });
      expect([exit, stdout, stderr]).toEqual([1, '', expected.join('\n')]);
    }
  });

  test('the example of the library runs', () => {
    const cwd = workplace();
    const text = fences('ts')[0]!.replace("'olx-abtest'", JSON.stringify(door('index.js')));
    writeFileSync(join(cwd, 'example.mjs'), text);
    const { stdout, status } = spawnSync(process.execPath, ['example.mjs'], { cwd, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '3\n']);
    expect(existsSync(join(cwd, 'course/abtest/goodbye.xml'))).toBe(false);
  });
});

test('set-partition maps groups by pairs', async () => {
  const cwd = workplace();
  const made = await edit(
    cwd,
    'create-split-test',
    'welcome',
    'New',
    'Hints',
    'Without hints',
    '--write',
    '--yes',
  );
  expect(made.exit).toBe(0);
  const { exit, stdout } = await edit(
    cwd,
    'set-partition',
    'split_test/swarm_hints',
    'New',
    'Hints=With hints',
  );
  expect(exit).toBe(0);
  expect(stdout).toContain('vertical/swarm_with_hints');
  expect(stdout).not.toContain('/dev/null');
});

test.each([
  ['a verb that is not there', ['delete-blok', 'x/y'], 2, 'Did you mean "delete-block"?'],
  ['a word too few', ['rename-group', 'E'], 2, 'rename-group EXPERIMENT GROUP NAME'],
  ['a word too many', ['repair', 'all'], 2, '"all" is one argument too many'],
  ["another verb's option", [...TITLE, '--portion', '1'], 2, 'set-title takes no --portion'],
  ['a pair without =', ['set-portion', 'Tone of the texts', 'plain'], 2, 'Write a=0.3'],
  ['no terminal', [...TITLE, '--write'], 2, 'Write --write --yes.'],
  ['both ways', [...TITLE, '--write', '--yes', '--out', 'x'], 2, 'exclude each other'],
  ['--yes alone', [...TITLE, '--yes'], 2, '--yes needs --write'],
  ['a target that is there', [...TITLE, '--out', 'course'], 3, 'is there already'],
  ['no such course', [...TITLE], 3, 'There is no file or directory'],
])('%s', async (what, args, code, words) => {
  const cwd = what === 'no such course' ? onDisk({}) : workplace();
  const { exit, stderr } = await edit(cwd, ...args);
  expect([exit, stderr]).toEqual([code, expect.stringContaining(words)]);
});

test('--format json says what was done, and a diff of nothing is empty', async () => {
  const cwd = workplace();
  const { stdout, exit } = await edit(cwd, ...TITLE, '--format', 'json');
  const { version, files, changes } = JSON.parse(stdout);
  expect([exit, version, files, changes.length]).toEqual([
    0,
    1,
    [{ path: 'abtest/welcome.xml', change: 'written' }],
    1,
  ]);
  expect(await edit(cwd, 'set-title', 'abtest/welcome', 'Welcome text')).toMatchObject({
    exit: 0,
    stdout: '',
  });
});

test('the next command finishes an edit that was killed, and says so', async () => {
  const cwd = workplace();
  const course = join(cwd, 'course');
  const old = readFileSync(join(course, 'html/welcome_plain.xml'));
  const { createHash } = await import('node:crypto');
  const digest = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
  mkdirSync(join(course, '.olx-abtest-edit'));
  writeFileSync(join(course, '.olx-abtest-edit/0'), '<html>new</html>');
  const step = { path: 'html/welcome_plain.xml', before: digest(old), after: digest('<html>new</html>') };
  const plan = { version: 1, pid: 999_999_999, steps: [step] };
  writeFileSync(join(course, '.olx-abtest-edit/plan.json'), JSON.stringify(plan));
  const { stderr, exit } = await olxAbtest(['inspect', 'course'], { cwd });
  expect([exit, stderr]).toEqual([
    0,
    expect.stringContaining('was interrupted; it is finished now (1 files)'),
  ]);
  expect(readFileSync(join(course, 'html/welcome_plain.xml'), 'utf8')).toBe('<html>new</html>');
  expect(existsSync(join(course, '.olx-abtest-edit'))).toBe(false);
});

test('nothing is written through a link', async () => {
  const cwd = workplace();
  cpSync(join(cwd, 'course/abtest'), join(cwd, 'elsewhere'), { recursive: true });
  const before = treeOf(join(cwd, 'elsewhere'));
  const { rmSync } = await import('node:fs');
  rmSync(join(cwd, 'course/abtest'), { recursive: true });
  symlinkSync('../elsewhere', join(cwd, 'course/abtest'));
  const { exit } = await edit(cwd, 'rename-block', 'html/welcome_story', 'x', '--write', '--yes');
  expect(exit).not.toBe(0);
  expect(treeOf(join(cwd, 'elsewhere'))).toEqual(before);
});

test('format keeps the line ends of a file, and lists none for them', async () => {
  const cwd = workplace();
  const file = join(cwd, 'course/abtest/welcome.xml');
  await olxAbtest(['format', '--write', 'course'], { cwd });
  const crlf = readFileSync(file, 'utf8').replace(/\n/g, '\r\n');
  writeFileSync(file, crlf);
  expect(await olxAbtest(['format', '--check', 'course'], { cwd })).toMatchObject({ exit: 0, stdout: '' });
  writeFileSync(file, crlf.replace('<abtest ', "<abtest note='n' "));
  expect((await olxAbtest(['format', '--write', 'course'], { cwd })).stdout).toContain('abtest/welcome.xml');
  const after = readFileSync(file, 'utf8');
  expect(after.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/);
  expect(after).toBe(crlf.replace(/ display_name="Welcome text"/, ' display_name="Welcome text" note="n"'));
});
