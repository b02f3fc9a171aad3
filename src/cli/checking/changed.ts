/** `--changed [REF]`: only findings of files that differ from a commit. */
import { resolve, sep } from 'node:path';
import type { Course, Diagnostic } from '../../index.js';
import { FailureError } from '../process/cli-errors.js';

/** Decides about one course: `null` where nothing of it differs, else the test of its findings. */
export type Changed = (course: Course) => ((diagnostic: Diagnostic) => boolean) | null;

/**
 * A finding counts if its file differs, or one that it is related to. Of a course that has lost a file all findings count, since what
 * points to the file did not change.
 * @param ref empty for HEAD
 */
export async function changedSince(ref: string): Promise<Changed> {
  const { gitChanges } = await import('../../courses.js');
  const { changed, gone } = await gitChanges(ref === '' ? 'HEAD' : ref, process.cwd());
  return ({ label, kind }) => {
    const path = resolve(label.replace(/!\/.*$/s, ''));
    if (label === '<stdin>') throw new FailureError('--changed needs files, and this is standard input');
    const isInside = (each: string): boolean => each === path || each.startsWith(path + sep);
    if (changed.has(path) || [...gone].some(isInside)) return () => true;
    if (kind === 'blocks' || ![...changed].some(isInside)) return null;
    return ({ place, related }) =>
      [place, ...related.map((each) => each.place)].some(({ file }) => changed.has(resolve(file)));
  };
}
