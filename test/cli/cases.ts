/** Every folder of fixtures/cli is one command line with its files, and what comes out of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { olxAbtest } from './command-line.js';

const folder = new URL('../../fixtures/cli', import.meta.url).pathname;

export function caseTests(): void {
  describe('fixtures/cli', () => {
    test.each(readdirSync(folder))('%s', async (name) => {
      const cwd = join(folder, name);
      const [program, ...args] = words(readFileSync(join(cwd, 'command.txt'), 'utf8'));
      expect(program).toBe('olx-abtest');
      const stdin = join(cwd, 'stdin.txt');
      const input = existsSync(stdin) ? readFileSync(stdin) : '';
      const { exit, stdout, stderr } = olxAbtest(args, { cwd, input });
      const text = `exit ${exit}\n${section('stdout', stdout)}${section('stderr', stderr)}`;
      await expect(text).toMatchFileSnapshot(join(cwd, 'expected.txt'));
    });
  });
}

/** Split at blanks; `"` keeps blanks together. */
function words(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

function section(name: string, text: string): string {
  return text === '' ? '' : `--- ${name}\n${text}`;
}
