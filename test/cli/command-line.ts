/** The built command line as a child process. */
import { spawnSync } from 'node:child_process';
import { MAIN } from '../built.js';

const root = new URL('../..', import.meta.url).pathname;

export interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it without a terminal and without colours; a run that hangs is killed and has no exit code. */
export function olxAbtest(
  args: readonly string[],
  options: { cwd?: string; input?: string | Uint8Array; env?: NodeJS.ProcessEnv } = {},
): Ran {
  const { CI: _, FORCE_COLOR: __, OLX_ABTEST_DEBUG: ___, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 2 ** 28,
    cwd: options.cwd ?? root,
    input: options.input ?? '',
    env: { ...env, NO_COLOR: '1', ...options.env },
  });
  return { exit: status, stdout, stderr };
}
