/** Courses of commits: read without a shell, filters, hooks or other programs, whatever they are called. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadGitCourse } from '../../../src/index.js';
import { olxAbtest } from '../../cli/command-line.js';

const fixtures = new URL('../../../fixtures/diff', import.meta.url).pathname;
const repository = mkdtempSync(join(tmpdir(), 'olx-abtest-git-'));
const witness = join(repository, '..', `witness-${process.pid}`);

function git(...args: string[]): void {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main'];
  execFileSync('git', [...who, ...args], { cwd: repository, stdio: 'pipe' });
}

function put(name: string, side: string, at = 'course'): void {
  rmSync(join(repository, at), { recursive: true, force: true });
  cpSync(join(fixtures, name, side), join(repository, at), { recursive: true });
}

beforeAll(() => {
  git('init', '-q');
  put('portion-changed', 'old');
  mkdirSync(join(repository, 'course', 'static'));
  writeFileSync(join(repository, 'course', 'static', 'page.xml'), '<a/>');
  symlinkSync('/etc/passwd', join(repository, 'course', 'link.xml'));
  git('add', '.');
  git('commit', '-q', '-m', 'one');
  git('tag', 'v1');
  put('portion-changed', 'new');
  git('add', '.');
  git('commit', '-q', '-m', 'two');
});
afterAll(() => {
  rmSync(repository, { recursive: true });
  rmSync(witness, { force: true });
});

const diff = (...args: string[]) => olxAbtest(['diff', ...args], { cwd: repository });

test('git:REF is at the path of the other course', async () => {
  const { exit, stdout } = await diff('git:HEAD~1', 'course');
  expect(exit).toBe(0);
  expect(stdout).toContain('= in the old course: git:HEAD~1:course/course.xml:6:11');
  expect(stdout).toContain('✔ 1 change: 1 moves newcomers');
});

test('git:REF:PATH has a path of its own, on both sides', async () => {
  const { exit, stdout } = await diff('git:v1:course', 'git:HEAD:course', '--format', 'json');
  expect(exit).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: 'moves newcomers',
    changes: [{ kind: 'portion-changed' }],
  });
  expect((await diff('git:HEAD', 'git:HEAD')).stdout).toContain('Nothing changes');
});

test('the folder of the course may be gone, and the working tree does not count', async () => {
  put('portion-changed', 'new', 'elsewhere');
  rmSync(join(repository, 'course'), { recursive: true });
  const { stdout } = await diff('git:v1:course', 'elsewhere');
  expect(stdout).toContain('✔ 1 change: 1 moves newcomers');
  git('checkout', '-q', '--', 'course');
  rmSync(join(repository, 'elsewhere'), { recursive: true });
});

test('links are not followed, and static files are not read', async () => {
  const { course } = await loadGitCourse('v1', join(repository, 'course'));
  expect([...course.files.paths()]).toEqual(['course.xml', 'static/page.xml']);
});

test.each([
  ['git:--output=x', '"--output=x" does not name a commit of the repository'],
  ['git:-h', '"-h" does not name a commit of the repository'],
  ['git:$(touch x)', '"$(touch x)" does not name a commit of the repository'],
  ['git:nowhere', '"nowhere" does not name a commit of the repository'],
  ['git:HEAD:nowhere', '"git:HEAD" has no files in this folder'],
  ['git:HEAD:-x', '"git:HEAD" has no files in this folder'],
])('%s is refused in one sentence', async (given, message) => {
  const { exit, stderr } = await diff(given, 'course');
  expect(exit).toBe(3);
  expect(stderr.split('\n')[0]).toBe(`olx-abtest: ${message}`);
  expect(existsSync(join(repository, 'x'))).toBe(false);
});

test('no commit, and no repository', async () => {
  expect(await diff('git:', 'course')).toMatchObject({ exit: 2 });
  const outside = mkdtempSync(join(tmpdir(), 'olx-abtest-none-'));
  cpSync(join(fixtures, 'portion-changed', 'old'), outside, { recursive: true });
  const { exit, stderr } = await olxAbtest(['diff', 'git:HEAD', outside], {
    env: { GIT_CEILING_DIRECTORIES: tmpdir() },
  });
  rmSync(outside, { recursive: true });
  expect([exit, stderr]).toEqual([3, expect.stringContaining('not a git repository')]);
});

test('programs that the repository configures are not run', async () => {
  const script = join(repository, '.git', 'program.sh');
  writeFileSync(script, `#!/bin/sh\ntouch ${witness}\ncat\n`);
  chmodSync(script, 0o755);
  for (const name of [
    'diff.external',
    'core.pager',
    'core.fsmonitor',
    'filter.x.smudge',
    'filter.x.clean',
    'diff.x.textconv',
  ])
    git('config', name, script);
  writeFileSync(join(repository, '.gitattributes'), '*.xml filter=x diff=x\n');
  const { exit } = await olxAbtest(['diff', 'git:v1', 'course'], {
    cwd: repository,
    env: { GIT_EXTERNAL_DIFF: script, GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere' },
  });
  expect([exit, existsSync(witness)]).toEqual([0, false]);
});
