/** Reads the paths of the arguments in sequence, each with its courses or its error. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LoadedCourse, LoadOptions, PartlyLoadedCourse } from '../../index.js';
import { STDIN } from '../args/options.js';
import { FINE, messageOf, printError, UsageError } from '../process/cli-errors.js';
import { stderr } from '../terminal/output.js';
import { Progress } from '../terminal/progress.js';
import { expandGlobs } from './globs.js';

export interface Reading {
  readonly path: string;
  readonly loaded: LoadedCourse;
}

interface ReadPaths {
  readonly readings: readonly Reading[];
  /** What could not be read; already reported on stderr. */
  readonly failures: readonly string[];
  /** The highest exit code that reading alone requires. */
  readonly exit: number;
}

/** Reads every path. A path that cannot be read is reported on stderr, and the others are still read. */
export async function readPaths(
  paths: readonly string[],
  { ignore, keepStatic }: Pick<LoadOptions, 'ignore' | 'keepStatic'> = {},
): Promise<ReadPaths> {
  if (paths.length === 0) throw new UsageError('A path is missing', 'Give a course, or "." for here.');
  const readings: Reading[] = [];
  const failures: string[] = [];
  const skipped: Error[] = [];
  const progress = new Progress();
  let exit = FINE;
  for (const path of distinct(await expandGlobs(paths))) {
    if (path !== STDIN && path !== '' && ignore?.(path)) {
      stderr(`olx-abtest: "${messageOf(path)}" is ignored: it is in the configuration's "ignore"\n`);
      continue;
    }
    const onFailure = (error: unknown): void => {
      progress.clear();
      failures.push(messageOf(error));
      exit = Math.max(exit, printError(error));
    };
    try {
      const options = {
        recover: true,
        onCourse: (label: string) => progress.next(label),
        onFailure,
        onNotice: (message: string) => {
          progress.clear();
          stderr(`olx-abtest: ${messageOf(message)}\n`);
        },
        ...(ignore && { ignore }),
        ...(keepStatic && { keepStatic }),
      };
      const loaded = await readPath(path, options);
      if (hasCourse(loaded)) readings.push({ path, loaded });
    } catch (error) {
      if (isNotCourse(error)) skipped.push(error);
      else onFailure(error);
    }
  }
  progress.clear();
  // Next to courses, as in `validate *`, other files are not an error; alone, something else was meant.
  const isAlone = readings.length === 0 && failures.length === 0;
  for (const error of skipped) {
    if (isAlone) exit = Math.max(exit, printError(error));
    else stderr(`olx-abtest: Skipped: ${messageOf(error)}\n`);
  }
  return { readings, failures: isAlone ? skipped.map(messageOf) : failures, exit };
}

function hasCourse(loaded: PartlyLoadedCourse): loaded is LoadedCourse {
  return loaded.course !== undefined;
}

function isNotCourse(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'not-course';
}

async function readPath(path: string, options: LoadOptions): Promise<PartlyLoadedCourse> {
  const { loadCourse } = await import('../../courses.js');
  if (path === STDIN) {
    const { readStdin } = await import('./input.js');
    return loadCourse({ text: await readStdin(), file: '<stdin>' });
  }
  await putBack(path, options);
  // A path that begins with `<` would be parsed as XML; an absolute path never begins so.
  return loadCourse(path === '' ? '' : resolve(path), options);
}

/** The same path given twice would be reported twice. */
function distinct(paths: readonly string[]): string[] {
  const seen = new Set<string>();
  return paths.filter((path) => {
    const key = path === STDIN || path === '' ? path : resolve(path);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Restores a course, now under a hidden name, whose replacement by a conversion was killed. */
async function putBack(path: string, { onNotice }: LoadOptions): Promise<void> {
  if (path === '' || existsSync(path)) return;
  const { recoverReplacement } = await import('../../disk/put-in-place.js');
  const told = await recoverReplacement(resolve(path));
  if (told !== null) onNotice?.(told);
}
