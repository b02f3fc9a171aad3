/** The rule `group-reachable`: content of a group that nobody is put into is noticed. */
import { compare, ZERO } from '../portion/fraction.js';
import { writtenGroups } from './groups.js';
import type { Rule } from './rule.js';
import { quoteGroup } from './words.js';

export const groupReachable: Rule = {
  id: 'group-reachable',
  severity: 'info',
  summary: 'A group with blocks to show has a portion above 0.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    for (const { name, portion, children, element } of writtenGroups(block)) {
      if (children.length === 0 || portion.kind !== 'number' || compare(portion.exact!, ZERO) !== 0) continue;
      report({
        place: element.attribute('portion')!.place,
        message: `No learner is put into ${quoteGroup(name)}: its portion is ${portion.text}`,
        hint: 'Raise the portion, unless the group is switched off or kept for learners who already are in it.',
      });
    }
  },
};
