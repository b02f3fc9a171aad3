/** The rule `group-not-empty`: learners of a group have something to see. */
import { compare, ZERO } from '../portion/fraction.js';
import { writtenGroups } from './groups.js';
import type { Rule } from './rule.js';
import { quoteGroup } from './words.js';

export const groupNotEmpty: Rule = {
  id: 'group-not-empty',
  severity: 'warning',
  summary: 'A group that learners are put into has blocks to show.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    for (const { name, portion, children, place } of writtenGroups(block)) {
      if (children.length > 0 || portion.exact === null || compare(portion.exact, ZERO) === 0) continue;
      report({
        place,
        message: `Learners of ${quoteGroup(name)} (portion ${portion.text}) see nothing here`,
        hint: 'Put a block into the group; silence this rule on it if they are meant to see nothing.',
      });
    }
  },
};
