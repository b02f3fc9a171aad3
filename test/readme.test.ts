import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from '../src/index.js';

const root = new URL('..', import.meta.url).pathname;
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

test('the first two shell lines install and run the main job and the tests', () => {
  const shell = [...readme.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((match) => match[1]!.trim());
  expect(shell.slice(0, 2)).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
});

test('the numbers are correct', () => {
  expect(readme).toContain(`has ${rules.length} rules`);
});

test.each(pages)('%s links to existing files', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const folder = join(root, page, '..');
  const targets = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
    .map((match) => match[1]!)
    .filter((each) => !/^[a-z]+:/.test(each));
  expect(targets.filter((each) => !existsSync(join(folder, each)))).toEqual([]);
  const named = [...text.matchAll(/`(test\/[\w./-]+)`/g)].map((match) => match[1]!);
  expect(named.filter((each) => !existsSync(join(root, each)))).toEqual([]);
});

test('the example of the library runs and prints the shown output', () => {
  const [, example] = /^```js\n([\s\S]*?)^```/m.exec(readme)!;
  const path = join(root, 'test', '.readme-example.mjs');
  writeFileSync(
    path,
    example!.replace("'olx-abtest'", "'../dist/index.js'").replace("'course/'", "'fixtures/courses/sample'"),
  );
  try {
    const printed = execFileSync(process.execPath, [path], { cwd: root, encoding: 'utf8' });
    expect(printed).toContain('split_test/swarm_hints.xml:4 child-without-group');
    expect(printed).toContain('<group name="a" portion="0.25"/>');
  } finally {
    rmSync(path);
  }
});
