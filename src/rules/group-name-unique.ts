/** The rule `group-name-unique`: no two groups of an abtest have the same name. */
import { DEFAULT_GROUP } from '../olx/block/block.js';
import { type WrittenGroup, writtenGroups } from './groups.js';
import type { Rule } from './rule.js';
import { quote } from './words.js';

export const groupNameUnique: Rule = {
  id: 'group-name-unique',
  severity: 'error',
  summary: 'No two groups of an abtest have the same name.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    const earlier = new Map<string, WrittenGroup>();
    for (const group of writtenGroups(block)) {
      if (group.name === null || group.name === DEFAULT_GROUP) continue;
      const before = earlier.get(group.name);
      earlier.set(group.name, group);
      if (before === undefined) continue;
      report({
        place: group.element.attribute('name')!.place,
        message: `Another group above has the name ${quote(group.name)}; Open edX forgets that one`,
        hint: 'Give each group a name of its own, or put all their blocks into one group.',
        related: [
          {
            message: 'the group that is forgotten',
            place: before.element.attribute('name')!.place,
          },
        ],
      });
    }
  },
};
