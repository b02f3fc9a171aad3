/** docs/facts.md names every file, column and fact that there is, and the commands in it run. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FACT_NAMES } from '../../src/facts/names.js';
import { COMMON } from '../../src/facts/tables/columns.js';
import { PROGRAMS_FILE, TABLES } from '../../src/facts/tables/tables.js';
import { olxAbtest, wordsOf } from '../cli/command-line.js';

const root = new URL('../..', import.meta.url).pathname;
const page = readFileSync(`${root}docs/facts.md`, 'utf8');
const rowOf = (file: string) => page.split('\n').find((line) => line.startsWith(`| \`${file}\``)) ?? '';

it.each(TABLES)('$file: its columns, and which must be filled', ({ file, columns }) => {
  const [, , needed = '', others = ''] = rowOf(file).split(' | ').join(' | ').split('|');
  for (const { name, otherwise } of columns) {
    expect(otherwise === undefined ? needed : others, name).toContain(`\`${name}\``);
  }
});

it('the columns of all tables, the programs, and the names of what is unknown', () => {
  for (const { name } of COMMON) expect(page).toContain(`\`${name}\``);
  expect(rowOf(PROGRAMS_FILE)).not.toBe('');
  const named = [...page.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(FACT_NAMES.filter((name) => !named.includes(name))).toEqual([]);
});

it('the first commands run', async () => {
  const [, block = ''] = /^```\n([\s\S]*?)^```/m.exec(page)!;
  const lines = block.trim().split('\n');
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    const [, ...args] = wordsOf(line);
    const { exit, stdout } = await olxAbtest(args, { cwd: root });
    expect([line, exit]).toEqual([line, 0]);
    expect(stdout).toMatch(/^\{\n {2}"username": "ada"|^step/);
  }
});
