/** The rule `group-without-child`: every group of the partition has a child in the split_test. */

import type { Rule } from './rule.js';
import { splitTests } from './splittests.js';
import { idWords, listOf } from './words.js';

export const groupWithoutChild: Rule = {
  id: 'group-without-child',
  severity: 'error',
  summary: 'Every group of the partition has a child in the split_test.',
  checkCourse(course, report) {
    for (const { partition, childKeys, element } of splitTests(course)) {
      if (partition === null || childKeys === null) continue;
      const lacking = partition.groups.filter(({ id }) => !childKeys.has(String(id)));
      if (lacking.length === 0) continue;
      const words = listOf(lacking.map(({ id, name }) => idWords(id, name)));
      const subject = lacking.length === 1 ? `The group ${words} has` : `The groups ${words} have`;
      report({
        place: element.placeOf('group_id_to_child'),
        message: `${subject} no child in this block: its learners see "Nothing here. Move along."`,
        hint: `Add a vertical for each and map the id to it in group_id_to_child; in Studio, "Add Missing Groups".`,
      });
    }
  },
};
