/** The rule `group-name-alike`: names of groups differ in more than spaces and capitals. */
import { differenceWords, lookAlikes } from './alike.js';
import { namedGroups } from './groups.js';
import type { Rule } from './rule.js';
import { quote } from './words.js';

export const groupNameAlike: Rule = {
  id: 'group-name-alike',
  severity: 'warning',
  summary: 'Names of groups differ in more than spaces and capitals.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    for (const [group, first] of lookAlikes(namedGroups(block))) {
      // `group-name-padded` reports white space around the name.
      if (group.name !== group.name.trim()) continue;
      report({
        place: group.element.placeOf('name'),
        message: `The name ${differenceWords(group.name, first.name)}`,
        hint: 'Give the two groups names that are not easily confused.',
        related: [{ message: `${quote(first.name)} is here`, place: first.element.placeOf('name') }],
      });
    }
  },
};
