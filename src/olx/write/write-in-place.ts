/** A changed course written where it is: file by file under a journal, which the next command finishes or undoes. */
import { lstat, readdir, realpath, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { isRunning, recoverReplacement } from '../../disk/put-in-place.js';
import { decode } from '../../xml/decode.js';
import { writeLossless } from '../../xml/encode.js';
import type { Course } from '../course/course.js';
import { leavesItsFolder } from '../course/names.js';
import { isJournal, JOURNAL } from '../files/directory-files.js';
import {
  bytesInPlace,
  carryOut,
  checkUntouched,
  commit,
  digestOf,
  type JournalStep,
  readPlan,
  stage,
} from './journal.js';
import type { FileChanges } from './members.js';
import { writeCourse } from './write-course.js';

const NEW_FILE_MODE = 0o644;

/**
 * Writes an edit into the course that it was made from. In a directory only the files of the edit are touched; all of them are
 * written beside the course first, so that a process that is killed leaves a course that `recoverCourse` makes whole. An archive is
 * replaced in one step.
 * @param course the course that the edit was made from
 * @param path its directory or archive
 * @throws AbtestError `conflict` when a file is not as it was read, `not-writable` for symbolic links and missing permissions
 * @example
 * await writeInPlace(course, renameBlock(course, 'html/welcome_plain', 'plain'), 'course/');
 * console.log((await loadCourse('course/')).course.files.has('html/plain.xml')); // → true
 */
export async function writeInPlace(
  course: Course,
  { files }: { readonly files: FileChanges },
  path: string,
): Promise<void> {
  if (files.size === 0) return;
  const root = await realpath(path);
  if (!(await stat(root)).isDirectory()) return writeCourse(path, { files }, path, { force: true });
  if ((await readPlan(root)) !== null)
    throw new AbtestError('conflict', 'Another edit of this course is being written, or was interrupted', {
      hint: 'Wait for it, or let recoverCourse finish it.',
    });
  const aside = join(root, `${JOURNAL}.${process.pid}.tmp`);
  try {
    const { steps, staged } = await planOf(root, course, files);
    await stage(aside, steps, staged);
    await commit(root, aside);
    await carryOut(root, steps);
  } catch (cause) {
    await rm(aside, { recursive: true, force: true });
    if (cause instanceof AbtestError) throw cause;
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    const hint = 'Check the space and the permissions; the next command finishes the edit if it had begun.';
    throw new AbtestError('not-writable', `"${path}" cannot be written: ${code}`, { hint, cause });
  }
}

interface Planned {
  readonly steps: readonly JournalStep[];
  readonly staged: ReadonlyMap<string, { readonly bytes: Uint8Array; readonly mode: number }>;
}

async function planOf(root: string, course: Course, files: FileChanges): Promise<Planned> {
  const steps: JournalStep[] = [];
  const staged = new Map<string, { bytes: Uint8Array; mode: number }>();
  for (const [path, bytes] of files) {
    if (leavesItsFolder(path)) throw new AbtestError('bad-argument', `"${path}" leads out of the course`);
    const now = await bytesInPlace(root, path);
    const before = digestOf(now);
    if (!isAsRead(course, path, now))
      throw new AbtestError('conflict', `"${path}" is not as it was read`, {
        hint: 'Read the course again.',
      });
    steps.push({ path, before, after: digestOf(bytes) });
    if (bytes === null) continue;
    const mode = before === null ? NEW_FILE_MODE : (await lstat(join(root, path))).mode & 0o777;
    if ((mode & 0o222) === 0)
      throw new AbtestError('not-writable', `"${path}" is read-only`, { hint: 'Check its permissions.' });
    staged.set(path, { bytes, mode });
  }
  return { steps, staged };
}

/** Is the file as it was when the course was read? Content, which no edit takes apart, was read for the edit itself. */
function isAsRead({ files, xmlFiles, policy }: Course, path: string, now: Uint8Array | null): boolean {
  const isThere = files.has(path);
  if (now === null || !isThere) return now === null && !isThere;
  const shown = files.display(path);
  if (policy?.source.file === shown) return decode(now).text === policy.source.text;
  const document = xmlFiles.find(({ file }) => file === shown)?.document;
  return !document || digestOf(writeLossless(document)) === digestOf(now);
}

/**
 * Makes a course whole that a killed process has left: finishes an edit that had begun, drops one that had not, and puts a
 * directory back that was about to be replaced. Returns one sentence about what was done, or `null` if there was nothing to do.
 * @param path the course's directory
 * @throws AbtestError `conflict` when another process is writing, or a file was changed since; `not-writable`
 * @example
 * console.log(await recoverCourse('course/')); // → null
 */
export async function recoverCourse(path: string): Promise<string | null> {
  try {
    return await recover(path);
  } catch (cause) {
    if (cause instanceof AbtestError) throw cause;
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    const hint = `Check the permissions of it and of ${JOURNAL} in it.`;
    throw new AbtestError('not-writable', `The interrupted edit of "${path}" cannot be finished: ${code}`, {
      hint,
      cause,
    });
  }
}

async function recover(path: string): Promise<string | null> {
  const root = resolve(path);
  const found = await stat(root).catch(() => null);
  if (found === null) return recoverReplacement(root);
  if (!found.isDirectory()) return null;
  const dropped = await dropUnfinished(root);
  const names = await readdir(root);
  if (!names.includes(JOURNAL)) return dropped;
  const plan = await readPlan(root);
  if (plan === null) {
    await carryOut(root, []);
    return 'An edit of the course, which was interrupted at its end, is finished';
  }
  if (isOtherRunning(plan.pid))
    throw new AbtestError('conflict', `The process ${plan.pid} is writing an edit of "${path}"`, {
      hint: `Wait for it; if it is no such process, remove ${JOURNAL} or end the process.`,
    });
  await checkUntouched(root, plan.steps);
  await carryOut(root, plan.steps);
  return `An edit of the course was interrupted; it is finished now (${plan.steps.length} files)`;
}

/** Edits that were not complete when their process ended: nothing of the course was touched. */
async function dropUnfinished(root: string): Promise<string | null> {
  let done: string | null = null;
  for (const name of await readdir(root)) {
    const pid = isJournal(name) ? /\.(\d+)\.tmp$/.exec(name)?.[1] : undefined;
    if (pid === undefined || isOtherRunning(Number(pid))) continue;
    await rm(join(root, name), { recursive: true, force: true });
    done = 'An edit of the course was interrupted before it began; nothing was changed';
  }
  return done;
}

/** A journal of this process itself is one that has failed. */
function isOtherRunning(pid: number): boolean {
  return pid !== process.pid && isRunning(pid);
}
