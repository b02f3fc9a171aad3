/** Which files of a git working tree differ from a commit. */
import { join } from 'node:path';
import { commitOf, runGit } from './git-files.js';

export interface GitChanges {
  /** Absolute paths of files that are there and differ, new ones that git does not ignore included. */
  readonly changed: ReadonlySet<string>;
  /** Absolute paths of files that are gone. */
  readonly gone: ReadonlySet<string>;
}

/**
 * Compares the working tree around a directory with a commit. No shell, hook, external diff or pager is run, and nothing is fetched.
 * @param ref what names the commit: `HEAD`, `origin/main`, a hash
 * @throws AbtestError `not-found` for a commit that is not there, `not-readable` where git fails
 * @example
 * const { changed, gone } = await gitChanges('HEAD', 'course/');
 * console.log(changed.size, gone.size); // → 0 0
 */
export async function gitChanges(ref: string, directory: string): Promise<GitChanges> {
  const commit = await commitOf(ref, directory);
  const ask = async (...args: readonly string[]): Promise<string[]> =>
    (await runGit(args, directory))
      .toString('utf8')
      .split('\0')
      .filter((each) => each !== '');
  const top = (await runGit(['rev-parse', '--show-toplevel'], directory))
    .toString('utf8')
    .replace(/\r?\n$/, '');
  const differing = (filter: string) =>
    ask('diff', '--name-only', '-z', '--no-ext-diff', '--no-textconv', '--no-renames', filter, commit, '--');
  const inTop = (paths: readonly string[]): Set<string> => new Set(paths.map((path) => join(top, path)));
  const added = await ask('ls-files', '-z', '--others', '--exclude-standard', '--full-name', '--', ':/');
  return {
    changed: inTop([...(await differing('--diff-filter=d')), ...added]),
    gone: inTop(await differing('--diff-filter=D')),
  };
}
