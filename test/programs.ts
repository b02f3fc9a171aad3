/** Programs of the machine that some tests use. */
import { spawnSync } from 'node:child_process';

/** For `test.skipIf(isMissing('curl'))`: says loudly what does not run; in CI nothing is ever missing, and the test fails. */
export function isMissing(program: string): boolean {
  if (spawnSync(program, ['--version']).error === undefined || process.env.CI === 'true') return false;
  console.warn(`NOT RUN: tests that need ${program}, which is not on this machine`);
  return true;
}
