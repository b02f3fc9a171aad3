/** The rule `default-required`: learners whom no group takes have a `<default>`. */

import { DEFAULT_GROUP } from '../olx/block/block.js';
import { compare, fractionText, ONE, subtract, ZERO } from '../portion/fraction.js';
import { isInRange } from './groups.js';
import type { Rule } from './rule.js';

export const defaultRequired: Rule = {
  id: 'default-required',
  severity: 'error',
  summary: 'An abtest whose portions leave learners over has a <default>.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    const { groups, defaultGroup, element } = block;
    const isWritten =
      defaultGroup.element !== null ||
      groups.some((group) => !group.isDefault && group.name === DEFAULT_GROUP);
    // A <Default> is meant to be one; no-unknown-element tells its author.
    const isMeant = element.elements.some((each) => /^(.*:)?default$/i.test(each.name));
    if (isWritten || isMeant) return;
    if (!groups.every((group) => group.isDefault || isInRange(group.portion))) return;
    const rest = defaultGroup.portion.exact;
    if (rest === null || compare(rest, ZERO) <= 0) return;
    const total = fractionText(subtract(ONE, rest));
    report({
      place: block.place,
      message: groups.every((group) => group.isDefault)
        ? 'This <abtest> has neither a <group> nor a <default>'
        : `The portions add up to ${total}, and there is no <default> for the other learners`,
      hint: 'Add <default>…</default>, or an empty <default/> if these learners are meant to see nothing.',
    });
  },
};
