/** A folder of its own for a test file, gone when the tests are done. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Answers a function that names a file there which no call named before. */
export function scratch(): (extension?: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let files = 0;
  return (extension = 'db') => {
    files += 1;
    return join(folder, `${files}.${extension}`);
  };
}
