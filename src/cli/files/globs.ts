/** Globs in arguments, for shells that do not expand them and for quotes around them: `courses/*`, `**` too. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { STDIN } from '../args/options.js';
import { FailureError, messageOf } from '../process/cli-errors.js';

const NOT_SEARCHED = new Set(['node_modules', '.git']);

/**
 * The paths that each glob matches, in the order of their names; a path that exists is not taken for a glob.
 * @throws FailureError for a glob that matches nothing
 */
export async function expandGlobs(paths: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for (const path of paths) all.push(...(isGlob(path) ? await matched(path) : [path]));
  return all;
}

/** The folder that holds whatever a glob matches, now or later; of a path that is no glob the path. */
export async function globBase(path: string): Promise<string> {
  if (!isGlob(path)) return path;
  const { default: picomatch } = await import('picomatch');
  const { base, prefix } = picomatch.scan(path.replaceAll('\\', '/'));
  return `${prefix}${base}` || '.';
}

function isGlob(path: string): boolean {
  return path !== STDIN && /[*?[{]/.test(path) && !existsSync(path);
}

async function matched(glob: string): Promise<string[]> {
  const { default: picomatch } = await import('picomatch');
  const pattern = glob.replaceAll('\\', '/');
  const { base, glob: rest, prefix } = picomatch.scan(pattern);
  if (rest === '') return [glob];
  const matches = picomatch(rest);
  // Without `**` nothing deeper than the glob has slashes can match.
  const deepest = rest.includes('**') ? Number.POSITIVE_INFINITY : rest.split('/').length;
  const folder = `${prefix}${base}`;
  const found: string[] = [];
  search(folder === '' ? '.' : folder, '', deepest, (inside) => {
    if (matches(inside)) found.push(folder === '' ? inside : join(folder, inside));
    return matches(inside);
  });
  if (found.length === 0)
    throw new FailureError(
      `The glob "${messageOf(glob)}" matches nothing`,
      'Check the path before its first *.',
    );
  return found.sort();
}

/** @param visit returns whether the path is matched: what is below it belongs to it */
function search(root: string, inside: string, deepest: number, visit: (inside: string) => boolean): void {
  if (deepest === 0) return;
  let entries: ReturnType<typeof listed>;
  try {
    entries = listed(join(root, inside));
  } catch {
    // A folder that cannot be listed matches nothing; the paths that are matched are read and reported.
    return;
  }
  for (const entry of entries) {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (NOT_SEARCHED.has(entry.name) || visit(path) || !entry.isDirectory()) continue;
    search(root, path, deepest - 1, visit);
  }
}

function listed(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}
