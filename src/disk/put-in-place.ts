/** A file or a folder put into its place in one step, and what an interrupted run has left of it put back. */
import { existsSync } from 'node:fs';
import { link, lstat, readdir, rename, rm, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * `tmp`: what is being written, not whole; `old`: the whole former content while the new one takes its place; `del`: the same
 * when it is no longer needed.
 */
type Step = 'tmp' | 'old' | 'del';

/** The hidden name beside a path that this process uses for a step. */
export function asideOf(path: string, step: Step = 'tmp'): string {
  return join(dirname(path), `.${shortName(path)}.${process.pid}.${step}`);
}

/** Names of files may have 255 bytes. */
function shortName(path: string): string {
  return basename(path).slice(0, 100);
}

/** Puts what was written aside into its place; what is there is replaced, a folder by two renames. */
export async function putInPlace(aside: string, to: string): Promise<void> {
  const there = await lstat(to).catch(() => null);
  if (there === null || !there.isDirectory()) return rename(aside, to);
  const old = asideOf(to, 'old');
  await rename(to, old);
  try {
    await rename(aside, to);
  } catch (cause) {
    await rename(old, to);
    throw cause;
  }
  await discard(old, to);
}

/** Puts a file into a place that is free; a link fails where a rename would overwrite a file that was just created. */
export async function putNew(aside: string, to: string, taken: (to: string) => Error): Promise<void> {
  try {
    await link(aside, to);
    await unlink(aside);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw taken(to);
    // Not every file system has links.
    await rename(aside, to);
  }
}

/** The first step of removing a folder takes it out of `recoverReplacement`'s sight, so that half of it is never put back. */
async function discard(old: string, to: string): Promise<void> {
  const gone = asideOf(to, 'del');
  await rename(old, gone);
  await rm(gone, { recursive: true, force: true });
}

/**
 * Puts back what a run that was killed while it replaced `path` has left under a hidden name beside it, and removes the rest.
 * Runs that still go on are left alone.
 * @returns what was done, for the user; `null` when there was nothing to do
 */
export async function recoverReplacement(path: string): Promise<string | null> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  let told: string | null = null;
  for (const { name, step } of leftOvers(names, shortName(path)).sort(
    (a, b) => rank(a.step) - rank(b.step),
  )) {
    const full = join(folder, name);
    if (step === 'old' && !existsSync(path)) {
      await rename(full, path);
      told = `"${path}" is back as it was: a run that replaced it was interrupted`;
    } else await rm(full, { recursive: true, force: true });
  }
  return told;
}

interface LeftOver {
  readonly name: string;
  readonly step: Step;
}

function leftOvers(names: readonly string[], base: string): LeftOver[] {
  return names.flatMap((name) => {
    if (!name.startsWith(`.${base}.`)) return [];
    const [, pid, step] = /^(\d{1,10})\.(tmp|old|del)$/.exec(name.slice(base.length + 2)) ?? [];
    return pid === undefined || isRunning(Number(pid)) ? [] : [{ name, step: step as Step }];
  });
}

function rank(step: Step): number {
  return step === 'old' ? 0 : 1;
}

/** Is there a process of this number? */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
