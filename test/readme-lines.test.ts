import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { MAIN } from './built.js';
import { isMissing } from './programs.js';

const root = new URL('..', import.meta.url).pathname;
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const lines = [...readme.matchAll(/^npx olx-abtest (.*)$/gm)].map((match) =>
  match[1]!.replace(/\s+#.*$/, ''),
);

const folder = mkdtempSync(join(tmpdir(), 'readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): void {
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  const { status, stderr } = spawnSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
}

/** The words of a shell line; only double quotes occur. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
}

/** The log names the address too, a moment before signals are handled. */
const ADDRESS = /^(?!\{).*http:\/\/127\.0\.0\.1:\d+/m;

const isServer = ([command]: readonly string[]): boolean => command === 'preview' || command === 'serve';

/** A server is stopped as soon as it has printed its address; the signal, not the server, sets its exit code then. */
function exitOf(args: readonly string[]): Promise<{ exit: number | null; output: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (isServer(args) && ADDRESS.test(output)) child.kill('SIGTERM');
    });
  return new Promise((resolve) => child.once('close', (exit) => resolve({ exit, output })));
}

describe.skipIf(isMissing('git'))('each line of the README runs as it is on the sample', () => {
  test('the folder is made as the README says', () => {
    cpSync(join(root, 'fixtures/courses/sample'), join(folder, 'course'), { recursive: true });
    symlinkSync(join(root, 'fixtures'), join(folder, 'fixtures'));
    git('init', '--quiet');
    for (const name of ['first', 'second']) {
      appendFileSync(join(folder, 'course/README.txt'), `${name}\n`);
      git('add', 'course');
      git('commit', '--quiet', '-m', name);
    }
    expect(lines.length).toBeGreaterThan(18);
  });

  test.each(lines)('%s', async (line) => {
    const words = wordsOf(line);
    const { exit, output } = await exitOf(isServer(words) ? [...words, '--port', '0'] : words);
    if (isServer(words)) expect(output).toMatch(ADDRESS);
    else expect(exit, output).toBe(0);
  });
});
