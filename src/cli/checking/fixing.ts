/** `validate --fix` and `--fix-dry-run`: the fixes of the findings, written or shown as a diff. */
import { resolve } from 'node:path';
import { replaceFile } from '../../disk/write-file.js';
import type { Course, CourseEdit, FixOptions } from '../../index.js';
import { FailureError, FINE, printError } from '../process/cli-errors.js';
import { counted } from '../reports/rows.js';
import { stderr, stdout } from '../terminal/output.js';

interface Fixed {
  /** The courses as they are now, or would be. */
  readonly courses: readonly Course[];
  /** Files that were changed, or would be. */
  readonly files: number;
  readonly exit: number;
}

/** Fixes each course by itself; one that cannot be written is reported, and is checked as it is. */
export async function fixCourses(
  courses: readonly Course[],
  optionsOf: (course: Course) => FixOptions,
  isWritten: boolean,
): Promise<Fixed> {
  const { diffEdit, fixCourse } = await import('../../editing.js');
  const now: Course[] = [];
  let [files, fixes, exit] = [0, 0, FINE];
  for (const course of courses) {
    try {
      const edit = fixCourse(course, optionsOf(course));
      if (edit.files.size > 0 && isWritten) await write(course, edit);
      else for (const piece of diffEdit(course, edit)) stdout(`${piece}\n`);
      now.push(edit.course);
      files += edit.files.size;
      fixes += edit.changes.length;
    } catch (error) {
      exit = Math.max(exit, printError(error));
      now.push(course);
    }
  }
  const done = `${counted(fixes, 'fix', 'fixes')} in ${counted(files, 'file')}`;
  stderr(`olx-abtest: ${isWritten ? `${done} written` : `${done}; nothing is written`}\n`);
  return { courses: now, files, exit };
}

async function write(course: Course, edit: CourseEdit): Promise<void> {
  const { kind, label } = course;
  if (label.includes('!/'))
    throw new FailureError(
      `"${label}" is one of several courses in an archive, and is not written`,
      'Unpack the archive, and fix the courses in it.',
    );
  // The course may lie below the path that was given.
  const path = resolve(label);
  const lone = kind === 'blocks' || kind === 'policy' ? edit.files.get('') : undefined;
  if (lone) return replaceFile(path, lone);
  const { writeInPlace } = await import('../../editing.js');
  return writeInPlace(course, edit, path);
}
