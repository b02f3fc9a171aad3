/** Where the build lies, for tests that start processes: plain Node runs no TypeScript. `build.ts` makes it before them. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const DIST = new URL('../dist', import.meta.url).pathname;

/** The command line: run it with `process.execPath`. */
export const MAIN = built('cli/main.js');

/** Absolute path of a compiled file, named as in `dist/`: `built('storage/open.js')`. */
export function built(file: string): string {
  return join(DIST, file);
}

/** A copy of the build in a new folder of `parent`, for tests of where it lies. */
export function copyOfBuild(parent: string): { built(file: string): string; remove(): void } {
  const folder = mkdtempSync(join(parent, 'built-'));
  cpSync(DIST, folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return {
    built: (file) => join(folder, file),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
