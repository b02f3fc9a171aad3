/** An edit of a course: the files that differ, what was done, and the course as it is afterwards. Nothing is written. */
import type { Conversion, ConversionChange } from '../convert/conversion.js';
import { diffConversion } from '../convert/report/conversion-diff.js';
import { conversionJson, formatConversion } from '../convert/report/conversion-report.js';
import type { Paint } from '../diagnostics/pretty.js';
import type { Course } from '../olx/course/course.js';
import type { FileChanges } from '../olx/write/members.js';

export interface CourseEdit {
  /** The course after the edit, for the next one; nothing of it is on disk yet. */
  readonly course: Course;
  /** New bytes by path, of files that differ from those of the course before; `null` for a file that goes. */
  readonly files: FileChanges;
  /** New path to old path, of files that moved. */
  readonly moves: ReadonlyMap<string, string>;
  /** What was done, in words and with places, in the order of the course. */
  readonly changes: readonly ConversionChange[];
}

/**
 * Several edits as one: each is given the course as the one before has left it. When one of them is refused, nothing is done.
 * @throws AbtestError `edit-impossible`, from the edit that is refused
 * @example
 * const edit = composeEdits(course, [
 *   (now) => renameExperimentGroup(now, 'Swarm hints', 'With hints', 'Hints'),
 *   (now) => deleteBlock(now, 'abtest/goodbye'),
 * ]);
 * console.log(edit.files.size); // → 3
 */
export function composeEdits(course: Course, steps: readonly ((course: Course) => CourseEdit)[]): CourseEdit {
  let now = course;
  const files = new Map<string, Uint8Array | null>();
  const moves = new Map<string, string>();
  const changes: ConversionChange[] = [];
  for (const step of steps) {
    const edit = step(now);
    for (const [path, bytes] of edit.files) files.set(path, bytes);
    for (const [to, from] of edit.moves) {
      moves.set(to, moves.get(from) ?? from);
      moves.delete(from);
    }
    changes.push(...edit.changes);
    now = edit.course;
  }
  for (const [path, bytes] of files) if (isSame(course, path, bytes)) files.delete(path);
  for (const [to, from] of moves) if (!files.get(to) || !course.files.has(from)) moves.delete(to);
  return { course: now, files, moves, changes };
}

/**
 * A unified diff of each file that an edit changes, in the order of their paths.
 * @param course the course that the edit was made from
 * @example
 * const edit = renameExperiment(course, 'Swarm hints', 'Hints');
 * for (const text of diffEdit(course, edit)) console.log(text.split('\n')[0]); // → --- a/policies/2026_T1/policy.json
 */
export function diffEdit(course: Course, edit: Pick<CourseEdit, 'files' | 'moves'>): Generator<string> {
  return diffConversion(course, edit);
}

/**
 * What an edit did, for people: a line a change, then how many files differ.
 * @example
 * const edit = renameExperiment(course, 'Swarm hints', 'Hints');
 * console.log(formatEdit(edit).split('\n').length > 1); // → true
 */
export function formatEdit(edit: CourseEdit, paint?: Paint): string {
  return formatConversion(asConversion(edit), paint);
}

/**
 * The same as JSON, in the shape of `conversionJson`.
 * @example
 * const edit = renameExperiment(course, 'Swarm hints', 'Hints');
 * console.log(JSON.parse(editJson(edit)).version); // → 1
 */
export function editJson(edit: CourseEdit): string {
  return conversionJson(asConversion(edit));
}

function asConversion(edit: CourseEdit): Conversion {
  return { ...edit, diagnostics: [], refused: false, experiments: [] };
}

function isSame({ files }: Course, path: string, bytes: Uint8Array | null): boolean {
  if (!files.has(path)) return bytes === null;
  return bytes !== null && Buffer.compare(files.read(path), bytes) === 0;
}
