/** The rule `partition-exists`: the course has the partition that a split_test names. */
import { distance, nearest } from '../diagnostics/nearest.js';
import { importOutcome } from '../loading/outcome.js';
import type { Course } from '../olx/course/course.js';
import { isWritten, knowsPartitions } from './partitions.js';
import type { Rule } from './rule.js';
import { splitTests } from './splittests.js';
import { idWords } from './words.js';

export const partitionExists: Rule = {
  id: 'partition-exists',
  severity: 'error',
  summary: 'The course has the partition that a split_test names.',
  checkCourse(course, report) {
    if (!knowsPartitions(course)) return;
    // `policy-format` reports a missing policy once.
    if (course.policy === null && course.partitions.length === 0) return;
    const found = new Set(
      importOutcome(course)
        .splitTests.filter((each) => each.partition !== null)
        .map(({ block }) => block.root),
    );
    for (const { partitionId, element } of splitTests(course)) {
      // A unit or the block itself may bring partitions of its own.
      if (found.has(element)) continue;
      if (partitionId === null || isWritten(course, partitionId)) continue;
      report({
        place: element.placeOf('user_partition_id'),
        message: `The course has no partition ${partitionId}`,
        hint: hintFor(course, partitionId),
      });
    }
  },
};

/** Partitions under a key that Open edX does not read: of another run, or misspelt. */
function misplacedHint({ policy, run }: Course): string | undefined {
  const key = `course/${run}`;
  const entries = policy?.entries ?? {};
  const own = entries[key];
  if (typeof own === 'object' && own !== null) {
    const written = nearest('user_partitions', Object.keys(own));
    return written === undefined || written === 'user_partitions'
      ? undefined
      : `Write "user_partitions" in place of "${written}" under "${key}".`;
  }
  const other = Object.entries(entries).find(
    ([, value]) => typeof value === 'object' && value !== null && 'user_partitions' in value,
  )?.[0];
  return other === undefined
    ? undefined
    : `The policy has "user_partitions" under "${other}": Open edX reads those under "${key}", so write that key.`;
}

function hintFor(course: Course, wanted: number): string {
  const { partitions, policy } = course;
  const near = partitions.find(({ id }) => id > 99 && distance(String(id), String(wanted), 2) === 1);
  if (near !== undefined) return `Did you mean ${idWords(near.id, near.name)}?`;
  const misplaced = partitions.length === 0 ? misplacedHint(course) : undefined;
  if (misplaced !== undefined) return misplaced;
  const usable = partitions.filter((each) => each.scheme === 'random');
  const file = policy === null ? 'policy.json' : (policy.source.file.split('/').at(-1) ?? '');
  return usable.length === 0
    ? `Add it to "user_partitions" in ${file}; the course has none for experiments yet.`
    : `Choose ${usable.map(({ id, name }) => idWords(id, name)).join(' or ')}, or add it to "user_partitions" in ${file}.`;
}
