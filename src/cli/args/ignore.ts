/** The globs of files that are left out, as a question about a path. */
import { relative, resolve, sep } from 'node:path';
import type { Config } from './config.js';

/** Is the path, or a folder above it, matched by a glob? `undefined` when nothing is to be left out. */
export async function ignoring(config: Config): Promise<((path: string) => boolean) | undefined> {
  if (config.ignore.length === 0) return undefined;
  const { default: picomatch } = await import('picomatch');
  const globs = config.ignore.map((glob) => glob.replace(/^\.\//, '').replace(/\/+$/, ''));
  const matches = picomatch(globs, { dot: true });
  const known = new Map<string, boolean>([['', false]]);
  const isIgnored = (path: string): boolean => {
    const answer = known.get(path);
    if (answer !== undefined) return answer;
    const found = isIgnored(path.slice(0, Math.max(0, path.lastIndexOf('/')))) || matches(path);
    known.set(path, found);
    return found;
  };
  return (path) => {
    const inside = relative(config.folder, resolve(path)).split(sep).join('/');
    return !inside.startsWith('../') && inside !== '..' && isIgnored(inside);
  };
}
