/** The build that tests run: made once, before the first test file, and only where a source has changed since the last. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DIST } from './built.js';

const root = new URL('..', import.meta.url).pathname;

/** Called by vitest, as its `globalSetup`. */
export default function build(): void {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '--build', root], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}`);
  removeOrphans();
}

/** The compiler leaves the output of a source that was deleted or moved; a test must not run it. */
function removeOrphans(): void {
  for (const file of readdirSync(DIST, { recursive: true, encoding: 'utf8' })) {
    const stem = /^(.*?)(\.d\.ts|\.js|\.js\.map)$/.exec(file)?.[1];
    if (stem === undefined) continue;
    const sources = [`${stem}.ts`, `${stem}.js`].map((name) => join(root, 'src', name));
    if (!sources.some((source) => existsSync(source))) rmSync(join(DIST, file));
  }
}
