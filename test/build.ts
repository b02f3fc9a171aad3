/** The build that tests run: made once, before the first test file, and only where a source has changed since the last. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, DIST, MAIN } from './built.js';

const root = new URL('..', import.meta.url).pathname;

/** Called by vitest, as its `globalSetup`. */
export default function build(): void {
  run('node_modules/typescript/bin/tsc', '--build', root);
  removeOrphans(BUILD);
  removeOrphans(DIST);
  if (isBundled()) return;
  run('bundle.mjs');
}

function run(program: string, ...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, program), ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`);
}

/** The compiler leaves the output of a source that was deleted or moved; a test must not run it. */
function removeOrphans(folder: string): void {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const stem = /^(?!chunks\/)(.*?)(\.d\.ts|\.js|\.js\.map)$/.exec(file)?.[1];
    if (stem === undefined) continue;
    const sources = [`${stem}.ts`, `${stem}.js`].map((name) => join(root, 'src', name));
    if (!sources.some((source) => existsSync(source))) rmSync(join(folder, file));
  }
}

/** Is the bundle newer than all that it is made of? */
function isBundled(): boolean {
  if (!existsSync(MAIN)) return false;
  const made = statSync(MAIN).mtimeMs;
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).map(
    (name) => `src/${name}`,
  );
  return ['package.json', 'package-lock.json', 'bundle.mjs', ...sources].every(
    (name) => statSync(join(root, name)).mtimeMs < made,
  );
}
