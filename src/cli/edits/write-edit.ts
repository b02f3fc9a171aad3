/** An edit of a course shown, or written into the course or beside it. */
import { resolve } from 'node:path';
import type { Course, CourseEdit } from '../../index.js';
import type { Arguments } from '../args/command.js';
import { flag, path } from '../args/options.js';
import { FINDINGS, FINE, UsageError } from '../process/cli-errors.js';
import { confirmed } from '../terminal/confirm.js';
import { stderr, stdout } from '../terminal/output.js';
import { paintFor } from '../terminal/paint.js';

/** The course that is edited. */
export const EDITED_COURSE = path('A course directory, or a .tar.gz', {
  required: 'Give a course, or "." for the current directory.',
});

/** What is done with the edited course. */
export const WRITING_OPTIONS = {
  write: flag('Write it into the course itself'),
  out: path('Write the course to a new directory, or a .tar.gz'),
  yes: flag('With --write: do not ask', { alias: 'y' }),
  force: flag('With --out: replace a course that is there already'),
};

interface WriteArguments extends Arguments<typeof WRITING_OPTIONS> {
  readonly format: 'pretty' | 'json';
}

export function checkWriting({ write, out, yes, force }: WriteArguments): void {
  if (write && out !== undefined) throw new UsageError('--write and --out exclude each other', 'Choose one.');
  if (yes && !write) throw new UsageError('--yes needs --write', 'Write --write --yes.');
  if (force && out === undefined) throw new UsageError('--force needs --out', 'Name the target with --out.');
  if (write && !yes && !process.stdin.isTTY)
    throw new UsageError('--write asks first, and this is no terminal', 'Write --write --yes.');
}

/** What else is done with an edit. */
interface Following {
  /** The JSON report; by default `editJson`. */
  readonly json?: string;
  /** Before the course is written: throws what would keep the rest from being done. */
  readonly prepare?: () => void | Promise<void>;
  readonly afterwards?: () => void | Promise<void>;
}

/** Without `--write` and `--out` it is only shown. The answer is the exit code. */
export async function writeEdit(
  argv: WriteArguments,
  course: Course,
  edit: CourseEdit,
  following: Following = {},
): Promise<number> {
  if (argv.out === undefined && !argv.write) return show(argv, course, edit, following);
  const { writeCourse, writeInPlace } = await import('../../index.js');
  // The course may lie below the path that was given.
  const source = resolve(course.label);
  await following.prepare?.();
  if (argv.out !== undefined) await writeCourse(source, edit, argv.out, { force: argv.force === true });
  else {
    if (!argv.yes && !(await isWanted(course, edit))) return FINDINGS;
    await writeInPlace(course, edit, source);
  }
  await following.afterwards?.();
  await report(argv, edit, following);
  return FINE;
}

/** The diff goes to stdout, so that it can be kept or applied; what was done to stderr. */
async function show(
  argv: WriteArguments,
  course: Course,
  edit: CourseEdit,
  following: Following,
): Promise<number> {
  const { diffEdit, formatEdit } = await import('../../editing.js');
  if (argv.format === 'json') {
    await report(argv, edit, following);
    return FINE;
  }
  for (const piece of diffEdit(course, edit)) stdout(`${piece}\n`);
  stderr(formatEdit(edit, paintFor(process.stderr)));
  stderr('Nothing is written; --write or --out writes it.\n');
  return FINE;
}

async function isWanted(course: Course, edit: CourseEdit): Promise<boolean> {
  const { formatEdit } = await import('../../editing.js');
  stderr(formatEdit(edit, paintFor(process.stderr)));
  const count = `${edit.files.size} ${edit.files.size === 1 ? 'file' : 'files'}`;
  if (await confirmed(`Write ${count} in "${course.label}"?`)) return true;
  stderr('Nothing is written.\n');
  return false;
}

async function report({ format }: WriteArguments, edit: CourseEdit, { json }: Following): Promise<void> {
  const { editJson, formatEdit } = await import('../../editing.js');
  stdout(format === 'json' ? (json ?? editJson(edit)) : formatEdit(edit, paintFor(process.stdout)));
}
