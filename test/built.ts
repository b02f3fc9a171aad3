/** Where the build lies, for tests that start processes: plain Node runs no TypeScript. `build.ts` makes it before them. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is published: the doors and the command line, with their code in chunks, and the types. */
export const DIST = new URL('../dist', import.meta.url).pathname;
/** Every module compiled by itself. */
export const BUILD = new URL('../build', import.meta.url).pathname;

/** The command line: run it with `process.execPath`. */
export const MAIN = join(DIST, 'cli/main.js');

/** Absolute path of a published door: `door('index.js')`. */
export function door(file: string): string {
  return join(DIST, file);
}

/** Absolute path of a compiled module, named as in `src/`: `built('storage/open.js')`. */
export function built(file: string): string {
  return join(BUILD, file);
}

/** The rooms that `storage/` imports, and itself. */
const ROOMS_OF_STORES = ['bucketing', 'diagnostics', 'disk', 'flags', 'portion', 'storage'];

/** A copy of the compiled modules of the stores in a new folder of `parent`, for tests of where they lie. */
export function copyOfStores(parent: string): { built(file: string): string; remove(): void } {
  const folder = mkdtempSync(join(parent, 'built-'));
  for (const room of ROOMS_OF_STORES) {
    const filter = (file: string): boolean => !file.endsWith('.map');
    cpSync(join(BUILD, room), join(folder, room), { recursive: true, filter });
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return {
    built: (file) => join(folder, file),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
