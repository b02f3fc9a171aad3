/** A course as a commit of a git repository has it. */
import { statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { readCourse } from '../olx/course/read-course.js';
import { MemoryFiles } from '../olx/files/course-files.js';
import { type LoadedCourse, loaded } from './loaded-course.js';

/**
 * Reads the course in a directory of a git working tree as it is in a commit; what is in the directory now is not looked at.
 * No shell, filter, hook or pager is run, and nothing is fetched.
 * @param ref what names the commit: `HEAD~1`, `v1.0`, a hash
 * @param directory the course, or a folder around it, in the working tree
 * @throws AbtestError `not-found` for a commit or a path that is not there, `not-readable` where git fails, `archive-refused` for
 * more files than an archive may hold, `bad-argument` for a folder of several courses
 * @example
 * const { course: before } = await loadGitCourse('HEAD', 'course/');
 * console.log(before.run); // → 2026_T1
 */
export async function loadGitCourse(ref: string, directory: string): Promise<LoadedCourse> {
  const path = resolve(directory);
  const there = nearestDirectory(path);
  const { readGit } = await import('../olx/files/git-files.js');
  const { folder, members } = await readGit(ref, there, slashed(relative(there, path)));
  const shown = slashed(relative(process.cwd(), resolve(path, folder)));
  const label = `git:${ref}:${shown || '.'}`;
  const course = readCourse(new MemoryFiles(members, `${label}/`), label);
  return loaded([course]);
}

/** A folder that is gone now may be in the commit. */
function nearestDirectory(path: string): string {
  let at = path;
  while (!statSync(at, { throwIfNoEntry: false })?.isDirectory()) at = dirname(at);
  return at;
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
