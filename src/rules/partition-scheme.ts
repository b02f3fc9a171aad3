/** The rule `partition-scheme`: the partition of a split_test divides its learners at random. */
import { placeInPolicy } from './partitions.js';
import type { Rule } from './rule.js';
import { splitTests } from './splittests.js';
import { idWords } from './words.js';

export const partitionScheme: Rule = {
  id: 'partition-scheme',
  severity: 'error',
  summary: 'The partition of a split_test has the scheme "random".',
  checkCourse(course, report) {
    for (const { partition, element } of splitTests(course)) {
      if (partition === null || partition.scheme === 'random') continue;
      const { id, name, scheme } = partition;
      const place = placeInPolicy(course, id, 'scheme');
      report({
        place: element.placeOf('user_partition_id'),
        message: `The partition ${idWords(id, name)} has the scheme "${scheme}", which experiments cannot use`,
        hint: 'Choose a partition whose scheme is "random", or add one.',
        related: place === undefined ? [] : [{ message: 'its scheme', place }],
      });
    }
  },
};
