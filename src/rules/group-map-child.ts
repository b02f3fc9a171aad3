/** The rule `group-map-child`: what the map of a split_test names is there. */
import { childOfKey } from '../olx/split-test.js';
import type { Rule } from './rule.js';

export const groupMapChild: Rule = {
  id: 'group-map-child',
  severity: 'error',
  summary: 'Every block that group_id_to_child names is a child of the split_test.',
  checkBlock(block, report) {
    if (block.kind !== 'split_test' || block.childKeys === null) return;
    const place = block.element.attribute('group_id_to_child')?.place ?? block.place;
    for (const [id, key] of block.childKeys) {
      if (childOfKey(block.children, key) !== undefined) continue;
      report({
        place,
        message: `Group ${id} is mapped to "${key}", which is not a child of this block`,
        hint: 'Add the child, or take the entry out of group_id_to_child.',
      });
    }
  },
};
