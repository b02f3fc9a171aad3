/** The folder of one run of the tests: for what several test files share. It goes, with the servers that run in it, after the last one. */
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** In the environment, since the processes that run test files are started with it. */
const VARIABLE = 'OLX_ABTEST_RUN_FOLDER';

/** Called by vitest, as its `globalSetup`. @returns called after the last test */
export default function makeRunFolder(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-run-'));
  // A database server has a user of its own.
  chmodSync(folder, 0o755);
  process.env[VARIABLE] = folder;
  return async () => {
    for (const name of readdirSync(folder)) await stopServer(join(folder, name, 'data/postmaster.pid'));
    rmSync(folder, { recursive: true, force: true });
  };
}

/** A new folder for something that several test files use; of the run, so that no test removes it. */
export function sharedFolder(prefix: string): string {
  return mkdtempSync(join(process.env[VARIABLE] ?? tmpdir(), `${prefix}-`));
}

async function stopServer(pidFile: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  const [pid] = readFileSync(pidFile, 'utf8').split('\n');
  try {
    process.kill(Number(pid), 'SIGINT');
  } catch {
    return;
  }
  while (existsSync(pidFile)) await wait(20);
}
