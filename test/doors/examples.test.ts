/** The examples of docstrings run, on copies of the fixtures, and print what they show; every function has one. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withBeginning } from './beginnings.js';
import { examples, publicNames } from './public.js';
import { printedBy, shownIn } from './run.js';

const root = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-examples-'));
const before = process.cwd();
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

beforeAll(() => process.chdir(folder));

/** The folders that examples name, copied from the fixtures. */
const FOLDERS: Readonly<Record<string, string>> = {
  course: 'courses/sample',
  facts: 'facts',
  evidence: 'evidence',
};

/** Every example has its own copies of the folders that it names. */
function enterFolder(index: number, code: string): void {
  const own = join(folder, String(index));
  mkdirSync(own);
  process.chdir(own);
  for (const [name, fixture] of Object.entries(FOLDERS))
    if (code.includes(`${name}/`)) cpSync(`${root}fixtures/${fixture}`, name, { recursive: true });
  if (/loadGitCourse|gitChanges/.test(code)) commitAll();
}

function commitAll(): void {
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...words]);
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'course');
}

test.each(examples.map((each, index) => ({ ...each, index })))(
  '$name',
  async ({ code, door: part, index }) => {
    const whole = withBeginning(part, code);
    enterFolder(index, whole);
    const printed = await printedBy(`${whole}\nawait store.close();`);
    expect(printed.join('\n')).toBe(shownIn(code).join('\n'));
  },
);

test('every public function has an example, and what else can be imported has a docstring', () => {
  const functions = publicNames.filter(({ declaration }) => ts.isFunctionDeclaration(declaration));
  expect(functions.length).toBeGreaterThan(150);
  const lacking = functions.filter(({ tags }) => !tags.some(({ name }) => name === 'example'));
  expect(lacking.map(({ name, file }) => `${name} of ${file}`)).toEqual([]);
  const untold = publicNames.filter(({ isValue, text }) => isValue && text === '');
  expect(untold.map(({ name, file }) => `${name} of ${file}`)).toEqual([]);
});
