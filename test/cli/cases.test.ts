/** Every folder of fixtures/cli and fixtures/learners/cases is one command line with its files, and what it prints. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { olxAbtest, olxAbtestProcess, transcript, wordsOf } from './command-line.js';

const fixtures = new URL('../../fixtures', import.meta.url).pathname;

describe.each(['cli', 'learners/cases'])('fixtures/%s', (group) => {
  const folder = join(fixtures, group);
  test.each(readdirSync(folder))('%s', async (name) => {
    const { args, cwd, input } = caseIn(join(folder, name));
    const ran = await olxAbtest(args, { cwd, input });
    await expect(transcript(ran)).toMatchFileSnapshot(join(cwd, 'expected.txt'));
  });
});

test.each(['cli/help', 'cli/no-command', 'cli/validate-wrong', 'cli/validate-stdin', 'cli/unknown-option'])(
  '%s is the same in a separate process',
  (name) => {
    const { args, cwd, input } = caseIn(join(fixtures, name));
    const ran = olxAbtestProcess(args, { cwd, input });
    expect(transcript(ran)).toBe(readFileSync(join(cwd, 'expected.txt'), 'utf8'));
  },
);

function caseIn(cwd: string) {
  const [program, ...args] = wordsOf(readFileSync(join(cwd, 'command.txt'), 'utf8'));
  expect(program).toBe('olx-abtest');
  const stdin = join(cwd, 'stdin.txt');
  return { args, cwd, input: existsSync(stdin) ? readFileSync(stdin) : '' };
}
