/** The rule `group-name-reserved`: no group has the name that Open edX gives the default group. */
import { DEFAULT_GROUP } from '../olx/block/block.js';
import { writtenGroups } from './groups.js';
import type { Rule } from './rule.js';

export const groupNameReserved: Rule = {
  id: 'group-name-reserved',
  severity: 'error',
  summary: 'No group is named _DEFAULT_GROUP.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    for (const { name, element } of writtenGroups(block)) {
      if (name !== DEFAULT_GROUP) continue;
      report({
        place: element.attribute('name')!.place,
        message: `"${DEFAULT_GROUP}" is what Open edX itself calls the default group`,
        hint: 'Write <default> without a portion, or give the group another name.',
      });
    }
  },
};
