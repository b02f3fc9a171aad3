/** A course that is compared: a directory, an archive, or what a commit of a git repository has. */
import type { Course, LoadedCourse } from '../../index.js';
import { UsageError } from '../process/cli-errors.js';
import { sayDiagnostics } from '../reports/report.js';
import { readPaths } from './reading.js';

/** `git:REF` or `git:REF:PATH`; a directory of such a name can be given as `./git:…`. */
const GIT = /^git:([^:]*)(?::(.*))?$/s;

interface ComparedCourse {
  readonly course: Course;
  /** Are there files that cannot be read? They have been reported. */
  readonly isFaulty: boolean;
}

/** Both courses; the answer is an exit code when one of them cannot be read, which is reported. */
export async function comparedCourses(
  old: string,
  now: string,
): Promise<readonly [ComparedCourse, ComparedCourse] | number> {
  const [oldRef, newRef] = [GIT.exec(old), GIT.exec(now)];
  const oldOnDisk = oldRef === null ? await onDisk(old) : null;
  if (typeof oldOnDisk === 'number') return oldOnDisk;
  const newOnDisk = newRef === null ? await onDisk(now) : null;
  if (typeof newOnDisk === 'number') return newOnDisk;
  const before = oldOnDisk ?? (await inGit(old, oldRef!, newOnDisk));
  const after = newOnDisk ?? (await inGit(now, newRef!, oldOnDisk));
  return [before, after];
}

async function onDisk(path: string): Promise<ComparedCourse | number> {
  const { readings, exit } = await readPaths([path]);
  const loaded = readings[0]?.loaded;
  if (loaded === undefined) return exit;
  if (loaded.courses.length > 1)
    throw new UsageError(`There are ${loaded.courses.length} courses at "${path}"`, 'Give one of them.');
  return checked(path, loaded);
}

/** Without a path of its own it is at the path of the other course. */
async function inGit(
  given: string,
  [, ref = '', path]: readonly string[],
  other: ComparedCourse | null,
): Promise<ComparedCourse> {
  if (ref === '') throw new UsageError(`"${given}" names no commit`, 'Write git:HEAD~1, for example.');
  const { loadGitCourse } = await import('../../courses.js');
  const isDirectory = other !== null && !/\.(tar\.gz|tgz|zip|xml|json)(!|$)/i.test(other.course.label);
  return checked(given, await loadGitCourse(ref, path ?? (isDirectory ? other.course.label : '.')));
}

async function checked(given: string, { course, diagnostics }: LoadedCourse): Promise<ComparedCourse> {
  if (course.kind !== 'course' || course.root === null)
    throw new UsageError(
      `"${given}" is not a whole course`,
      'Give the directory or the archive with course.xml in it.',
    );
  const faults = diagnostics.filter(({ severity }) => severity === 'error');
  await sayDiagnostics(faults);
  return { course, isFaulty: faults.length > 0 };
}
