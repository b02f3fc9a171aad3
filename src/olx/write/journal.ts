/** An edit in place as a journal: new bytes beside the course and a plan, so that an interrupted edit can be finished. */
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { syncFolder, writeSynced } from '../../disk/write-file.js';
import { JOURNAL } from '../files/directory-files.js';

/** One file of an edit; digests are SHA-256 in hexadecimal, `null` where there is no file. */
export interface JournalStep {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

interface Plan {
  readonly version: 1;
  /** The process that writes; while it runs, no other one takes over. */
  readonly pid: number;
  readonly steps: readonly JournalStep[];
}

const PLAN = 'plan.json';

export function digestOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : createHash('sha256').update(bytes).digest('hex');
}

/** The bytes of a file, `null` without one. @throws AbtestError `not-writable` for a link or a folder, there or on the way */
export async function bytesInPlace(root: string, path: string): Promise<Uint8Array | null> {
  const parts = path.split('/');
  for (let count = 1; count <= parts.length; count += 1) {
    const part = parts.slice(0, count).join('/');
    const stat = await lstat(join(root, part)).catch(noSuchFile);
    if (stat === null) return null;
    const isRight = count === parts.length ? stat.isFile() : stat.isDirectory();
    if (isRight) continue;
    const what = stat.isSymbolicLink() ? 'a symbolic link' : 'no plain file or folder';
    throw new AbtestError('not-writable', `"${part}" is ${what}, and nothing is written through it`, {
      hint: 'Put a real file or folder in its place, or write with --out.',
    });
  }
  return readFile(join(root, path));
}

/** Makes a journal that no one acts on yet. @param aside its folder */
export async function stage(
  aside: string,
  steps: readonly JournalStep[],
  files: ReadonlyMap<string, { readonly bytes: Uint8Array; readonly mode: number }>,
): Promise<void> {
  await mkdir(aside);
  for (const [index, { path }] of steps.entries()) {
    const file = files.get(path);
    if (file !== undefined) await writeSynced(join(aside, String(index)), file.bytes, file.mode);
  }
  const plan: Plan = { version: 1, pid: process.pid, steps };
  await writeSynced(join(aside, PLAN), Buffer.from(`${JSON.stringify(plan)}\n`), 0o644);
  await syncFolder(aside);
}

/** From here on the edit counts: whatever happens, it can be finished. */
export async function commit(root: string, aside: string): Promise<void> {
  try {
    await rename(aside, join(root, JOURNAL));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw cause;
    throw new AbtestError('conflict', 'Another edit of this course is being written', {
      hint: 'Wait for it, then try again.',
      cause,
    });
  }
  await syncFolder(root);
}

/** The committed plan of a course; `null` without one. */
export async function readPlan(root: string): Promise<Plan | null> {
  const text = await readFile(join(root, JOURNAL, PLAN), 'utf8').catch(noSuchFile);
  if (text === null) return null;
  try {
    const plan = JSON.parse(text) as Plan;
    if (plan.version === 1 && Array.isArray(plan.steps)) return plan;
  } catch {
    // Reported below, like a plan of another version.
  }
  throw new AbtestError('conflict', `${JOURNAL}/${PLAN} is not a plan that this version can read`, {
    hint: `Finish the edit with the version that began it, or remove the folder ${JOURNAL}.`,
  });
}

/** @throws AbtestError `conflict` when a file is neither as it was before the edit nor as the edit makes it */
export async function checkUntouched(root: string, steps: readonly JournalStep[]): Promise<void> {
  for (const { path, before, after } of steps) {
    const now = digestOf(await bytesInPlace(root, path));
    if (now === before || now === after) continue;
    throw new AbtestError('conflict', `"${path}" was changed after an edit of the course was interrupted`, {
      hint: `Save your change elsewhere and put the old file back, or remove the folder ${JOURNAL} to give the edit up.`,
    });
  }
}

/** Carries a committed plan out, from wherever it was interrupted. */
export async function carryOut(root: string, steps: readonly JournalStep[]): Promise<void> {
  const journal = join(root, JOURNAL);
  for (const [index, { path, after }] of steps.entries()) {
    const target = join(root, path);
    if (after === null) {
      await unlink(target).catch(noSuchFile);
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    await rename(join(journal, String(index)), target).catch(noSuchFile);
  }
  for (const { path, after } of steps) if (after === null) await removeEmptied(root, path);
  await syncFolder(root);
  await unlink(join(journal, PLAN)).catch(noSuchFile);
  await rm(journal, { recursive: true, force: true });
}

/** Folders that the edit has emptied. */
async function removeEmptied(root: string, path: string): Promise<void> {
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    const names = await readdir(join(root, folder)).catch(noSuchFile);
    if (names !== null && names.length > 0) return;
    if (names !== null) await rmdir(join(root, folder));
  }
}

function noSuchFile(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
