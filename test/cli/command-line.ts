/** The built command line as a child process. */
import { spawnSync } from 'node:child_process';

const root = new URL('../..', import.meta.url).pathname;
export const MAIN = `${root}dist/cli/main.js`;

export interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Compiles the sources, as a clean clone needs it. */
export function build(): void {
  const { status, stdout } = spawnSync(
    process.execPath,
    [`${root}node_modules/typescript/bin/tsc`, '-p', root],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`The build failed:\n${stdout}`);
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
