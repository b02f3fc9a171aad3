/** The rule `default-reachable`: the content of `<default>` reaches some learners. */
import { compare, ZERO } from '../portion/fraction.js';
import { remainingPortion } from '../portion/portion.js';
import { countedGroups, isInRange } from './groups.js';
import type { Rule } from './rule.js';

export const defaultReachable: Rule = {
  id: 'default-reachable',
  severity: 'warning',
  summary: 'A <default> with blocks to show has learners left for it.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    const { children, place, element } = block.defaultGroup;
    if (element === null || children.length === 0) return;
    const portions = countedGroups(block).map((group) => group.portion);
    const rest = remainingPortion(portions);
    if (!portions.every(isInRange) || rest === null || compare(rest, ZERO) !== 0) return;
    report({
      place,
      message: 'No learner sees what is in this <default>: the portions of the groups already make 1',
      hint: 'Lower a portion to leave learners for it, or delete the <default>.',
    });
  },
};
