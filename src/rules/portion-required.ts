/** The rule `portion-required`: every group has a portion of the learners. */
import { miswritten, writtenGroups } from './groups.js';
import type { Rule } from './rule.js';
import { quote, quoteGroup } from './words.js';

export const portionRequired: Rule = {
  id: 'portion-required',
  severity: 'warning',
  summary: 'Every group has a portion.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    for (const { name, portion, element, place } of writtenGroups(block)) {
      if (portion.kind !== 'missing') continue;
      const other = miswritten(element, 'portion');
      const written = other === undefined ? '' : `, only ${quote(other.name)}`;
      report({
        place: other?.place ?? place,
        message: `There is no portion for ${quoteGroup(name)}${written}: it counts as 0, and no learner is put into it`,
        hint:
          other === undefined
            ? 'Write portion="…", a number from 0 to 1; portion="0" if no learner is meant to be in it.'
            : `Write portion="${other.value}" in place of ${quote(other.name)}.`,
      });
    }
  },
};
