/** The partitions of a course as rules look them up: which there are, and where they are written. */
import type { Place } from '../diagnostics/source.js';
import type { Course } from '../olx/course/course.js';
import { placeInJson } from '../olx/policy/json-place.js';
import type { CoursePolicy } from '../olx/policy/policy.js';

/** Are the partitions of the course known? Not in a library, nor where the policy cannot be read. */
export function knowsPartitions(course: Course): boolean {
  if (course.kind !== 'course' || course.root?.element == null) return false;
  return course.policy === null || course.policy.entries !== null;
}

/** Does the policy have a partition of this id, be it one with a fault that was left out? */
export function isWritten(course: Course, id: number): boolean {
  return course.partitions.some((each) => each.id === id) || writtenAt(course.policy, id) !== -1;
}

/** The place of a partition, or of something in it, in the policy; `undefined` if it is not from the policy. */
export function placeInPolicy({ policy }: Course, id: number, ...path: string[]): Place | undefined {
  const index = writtenAt(policy, id);
  return policy === null || index === -1
    ? undefined
    : placeInJson(policy.source, [...policy.partitionsPath, index, ...path]);
}

function writtenAt(policy: CoursePolicy | null, id: number): number {
  const [entry = '', key = ''] = policy?.partitionsPath ?? [];
  const settings = policy?.entries?.[entry] as Record<string, unknown> | null | undefined;
  const written = settings?.[key];
  return Array.isArray(written) ? written.findIndex((each: { id?: unknown } | null) => each?.id === id) : -1;
}
