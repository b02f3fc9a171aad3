/** The rule `split-child-unit`: the children of a split_test are units. */
import { isUnit } from '../olx/course/tags.js';
import type { Rule } from './rule.js';
import { meantTag } from './suggestions.js';

export const splitChildUnit: Rule = {
  id: 'split-child-unit',
  severity: 'warning',
  summary: 'The children of a split_test are verticals.',
  checkBlock(block, report) {
    if (block.kind !== 'split_test') return;
    for (const { tag, place } of block.children) {
      // `child-tag-known` reports a misspelt <vertical>.
      if (isUnit(meantTag(tag) ?? tag)) continue;
      report({
        place,
        message: `This child of a split_test is a <${tag}>; Studio expects a <vertical> for each group`,
        hint:
          tag === 'group'
            ? 'Write its <vertical> in place of the <group>: a split_test has no groups of its own.'
            : `Put the <${tag}> into a <vertical> and map the group to that.`,
      });
    }
  },
};
