/** The rule `partition-exists`: the course has the partition that a split_test names. */
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
    // Where there is no policy at all, `policy-format` says so once.
    if (course.policy === null && course.partitions.length === 0) return;
    for (const { partitionId, element } of splitTests(course)) {
      if (partitionId === null || isWritten(course, partitionId)) continue;
      report({
        place: element.placeOf('user_partition_id'),
        message: `The course has no partition ${partitionId}`,
        hint: hintFor(course),
      });
    }
  },
};

function hintFor({ partitions, policy }: Course): string {
  const usable = partitions.filter((each) => each.scheme === 'random');
  const file = policy === null ? 'policy.json' : (policy.source.file.split('/').at(-1) ?? '');
  return usable.length === 0
    ? `Add it to "user_partitions" in ${file}; the course has none for experiments yet.`
    : `Choose ${usable.map(({ id, name }) => idWords(id, name)).join(' or ')}, or add it to "user_partitions" in ${file}.`;
}
