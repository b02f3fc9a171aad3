/** The examples of docstrings run, on a copy of the sample course, and print what they show. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as library from '../../src/index.js';
import { createService } from '../../src/service/service.js';
import { publicNames, tagText } from './public.js';

const root = new URL('../..', import.meta.url).pathname;
const { courseKeyOf, createRuntime, loadCourse, openStore } = library;
const door: Readonly<Record<string, unknown>> = { ...library, createService };

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => Promise<void>;

const examples = publicNames.flatMap(({ name, tags }) =>
  tags
    .filter((tag) => tag.name === 'example')
    .map((tag, index) => ({ name: `${name} ${index + 1}`, code: tagText(tag) })),
);

const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-examples-'));
const before = process.cwd();
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

beforeAll(() => process.chdir(folder));

/** What the page of all parts says that examples begin with; every example has its own copies. */
async function beginning(index: number, isGit: boolean) {
  const own = join(folder, String(index));
  mkdirSync(own);
  process.chdir(own);
  cpSync(`${root}fixtures/courses/sample`, 'course', { recursive: true });
  cpSync(`${root}fixtures/facts`, 'facts', { recursive: true });
  if (isGit) commitAll();
  const { course } = await loadCourse('course/');
  const { node, block } = course.blocks[0]!;
  const store = await openStore('memory:');
  const runtime = createRuntime({ store, scope: courseKeyOf(course) });
  return { course, node, block, store, runtime };
}

function commitAll(): void {
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...words]);
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'course');
}

/** Needs files of outcomes and a plan: `test/evidence/` runs it. */
const RUN_ELSEWHERE = ['analyze 1'];

/** The names of the package that a piece of code uses and does not declare. */
function imported(code: string, given: readonly string[]): string[] {
  const source = ts.createSourceFile('example.js', code, ts.ScriptTarget.Latest, true);
  const used = new Set<string>();
  const declared = new Set<string>(given);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    if ((ts.isVariableDeclaration(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name))
      declared.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...used].filter((name) => name in door && !declared.has(name));
}

test.each(
  examples.filter(({ name }) => !RUN_ELSEWHERE.includes(name)).map((each, index) => ({ ...each, index })),
)('$name', async ({ code, index }) => {
  const given = await beginning(index, code.includes('loadGitCourse'));
  const names = imported(code, Object.keys(given));
  const printed: string[] = [];
  const console = {
    log: (...values: unknown[]) =>
      printed.push(
        values
          .map((each) => (typeof each === 'string' ? each : inspect(each, { breakLength: Infinity })))
          .join(' '),
      ),
  };
  // An example may declare what is given anew.
  const run = new AsyncFunction(
    'door',
    'console',
    ...Object.keys(given),
    `const { ${names.join(', ')} } = door;\n{\n${code}\n}`,
  );
  await run(door, console, ...Object.values(given));
  await given.store.close();
  expect(printed).toEqual([...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]!.trim()));
});

test('examples are found', () => {
  expect(examples.length).toBeGreaterThan(30);
});
