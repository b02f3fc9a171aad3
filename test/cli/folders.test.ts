/** The folders of the command line in their order: each imports only those before it. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const FOLDERS = [
  'terminal',
  'process',
  'args',
  'reports',
  'files',
  'stores',
  'service',
  'edits',
  'analysis',
  'checking',
  'commands',
  '.',
];
const cli = new URL('../../src/cli', import.meta.url).pathname;

test('a folder imports only folders that are listed before it', () => {
  const wrong: string[] = [];
  const files = readdirSync(cli, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  for (const file of files) {
    const text = readFileSync(join(cli, file), 'utf8');
    for (const [, target] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const to = normalize(join(dirname(file), target!));
      if (!to.startsWith('..') && FOLDERS.indexOf(dirname(to)) > FOLDERS.indexOf(dirname(file)))
        wrong.push(`${file} → ${to}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(files.map(dirname).filter((each) => !FOLDERS.includes(each))).toEqual([]);
  expect(files.length).toBeGreaterThan(40);
});
