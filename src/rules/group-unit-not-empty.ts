/** The rule `group-unit-not-empty`: learners of a group of a split_test have something to see. */
import { childOfKey } from '../olx/block/split-test.js';
import { isUnit } from '../olx/course/tags.js';
import type { Rule } from './rule.js';
import { groupIdWords, isCurrent } from './splittests.js';
import { listOf, tagWords } from './words.js';

export const groupUnitNotEmpty: Rule = {
  id: 'group-unit-not-empty',
  severity: 'warning',
  summary: 'The unit of a group of a split_test has blocks to show.',
  checkCourse(course, report) {
    for (const { node, block } of course.blocks) {
      if (block.kind !== 'split_test') continue;
      const keys = [...(block.childKeys ?? [])].filter(([id]) => isCurrent(block, id));
      for (const unit of node.children) {
        if (!isUnit(unit.tag) || unit.element === null || unit.children.length > 0) continue;
        const named = unit.pointer ?? unit.element;
        const child = block.children.filter(({ element }) => element === named);
        const ids = keys.flatMap(([id, key]) => (childOfKey(child, key) === undefined ? [] : [id]));
        if (ids.length === 0) continue;
        const groups = listOf(ids.map((id) => groupIdWords(block, id)));
        report({
          place: named.tagPlace,
          message: `Learners of group ${groups} see nothing here: ${tagWords(unit.tag, unit.urlName)} is empty`,
          hint: 'Put a block into the unit; silence this rule on it if they are meant to see nothing.',
        });
      }
    }
  },
};
