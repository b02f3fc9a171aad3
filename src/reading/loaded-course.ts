/** Courses that were read, and a course whose files are in memory already: no disk is needed. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Course } from '../olx/course/course.js';
import { leavesItsFolder } from '../olx/course/names.js';
import { readCourse, readLoneFile } from '../olx/course/read-course.js';
import { MemoryFiles } from '../olx/files/course-files.js';
import { checkReading } from '../rules/check.js';

/** A course that was read, with the problems of reading it. */
export interface LoadedCourse {
  /** The first course, for most paths the only one. */
  readonly course: Course;
  /** All courses of a directory that holds several. */
  readonly courses: readonly Course[];
  /** What could not be read: XML, encodings, the policy, the root. `checkCourse` reports everything else. */
  readonly diagnostics: Diagnostic[];
}

/** The same where `onFailure` is given: each course may be one that could not be read. */
export interface PartlyLoadedCourse extends Omit<LoadedCourse, 'course'> {
  /** `undefined` when `onFailure` was called for all courses. */
  readonly course: Course | undefined;
}

/** What is answered for courses that have been read. */
export function loaded(courses: readonly Course[]): LoadedCourse {
  let diagnostics: Diagnostic[] | undefined;
  return {
    course: courses[0]!,
    courses,
    // Computed when accessed: `checkCourse` reports all of it again.
    get diagnostics() {
      diagnostics ??= courses.flatMap((course) => checkReading(course));
      return diagnostics;
    },
  };
}

/**
 * Reads a course whose files are in memory, or one text of course XML; runs anywhere, a browser included.
 * @param input the text, or the files by their paths in the course's folder: `course.xml`, `policies/2015/policy.json`
 * @param options `label` is the name that messages use: of the text, or before the paths of the files
 * @throws AbtestError `bad-argument` for a path that leads out of the course; never for what an author wrote
 * @example
 * const { course } = parseCourse(new Map([['course.xml', '<course org="O" course="C" url_name="R"/>']]));
 */
export function parseCourse(
  input: string | Uint8Array | ReadonlyMap<string, string | Uint8Array>,
  options: { readonly label?: string } = {},
): LoadedCourse {
  if (typeof input === 'string' || input instanceof Uint8Array)
    return loaded([readLoneFile(input, options.label ?? '<text>')]);
  const files = new Map<string, Uint8Array>();
  for (const [path, content] of input) {
    if (path === '' || leavesItsFolder(path))
      throw new AbtestError('bad-argument', `"${path}" is not a path inside a course`, {
        hint: 'Name each file by its path in the folder of course.xml, with "/": html/a.html.',
      });
    files.set(path, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  }
  const prefix = options.label === undefined ? '' : `${options.label}/`;
  return loaded([readCourse(new MemoryFiles(files, prefix), options.label ?? '<course>')]);
}
