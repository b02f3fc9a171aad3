/** docs/analyze.md: its command prints the shown answer, and it names every option and every field of a plan. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OPTIONS } from '../../src/cli/analysis/options.js';
import { PLAN_FIELDS } from '../../src/evidence/plan.js';
import { olxAbtest, wordsOf } from '../cli/command-line.js';
import { CANARY } from './class.js';

const page = readFileSync(new URL('../../docs/analyze.md', import.meta.url), 'utf8');

it('the command prints the answer', async () => {
  const [, command = ''] = /^\$ (olx-abtest .*)$/m.exec(page)!;
  const { exit, stdout } = await olxAbtest(wordsOf(command).slice(1));
  expect(exit).toBe(0);
  expect(page).toContain(`\`\`\`text\n${stdout}\`\`\``);
  expect(stdout).not.toContain(CANARY);
});

it('every option, and every field of a plan, is named', () => {
  const usual = ['experiment', 'scope', 'all-courses'];
  const options = Object.keys(OPTIONS).filter((name) => !usual.includes(name));
  expect(options.filter((name) => !page.includes(`--${name}`))).toEqual([]);
  expect(PLAN_FIELDS.filter((field) => !page.includes(`\`${field}\``))).toEqual([]);
});
