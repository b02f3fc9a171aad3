/** The rule `default-required`: learners whom no group takes have a `<default>`. */

import type { Fix } from '../diagnostics/diagnostic.js';
import { type AbtestBlock, DEFAULT_GROUP } from '../olx/block/block.js';
import { indentOf, insertInto, lineEndOf } from '../olx/edit/placing.js';
import { compare, fractionText, ONE, subtract, ZERO } from '../portion/fraction.js';
import { fixOf, isSlipOf, withFix } from './fixes.js';
import { isInRange } from './groups.js';
import type { Rule } from './rule.js';

export const defaultRequired: Rule = {
  id: 'default-required',
  severity: 'error',
  summary: 'An abtest whose portions leave learners over has a <default>.',
  fix: 'An empty <default/> is added after the groups: what the other learners see stays nothing.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    const { groups, defaultGroup, element } = block;
    const isWritten =
      defaultGroup.element !== null ||
      groups.some((group) => !group.isDefault && group.name === DEFAULT_GROUP);
    // A <Default> is meant to be one; no-unknown-element tells its author.
    const isMeant = element.elements.some(
      ({ name }) => /^(.*:)?default$/i.test(name) || isSlipOf(name, 'default'),
    );
    if (isWritten || isMeant) return;
    if (!groups.every((group) => group.isDefault || isInRange(group.portion))) return;
    const rest = defaultGroup.portion.exact;
    if (rest === null || compare(rest, ZERO) <= 0) return;
    const total = fractionText(subtract(ONE, rest));
    const isEmpty = groups.every((group) => group.isDefault);
    report({
      place: block.place,
      message: isEmpty
        ? 'This <abtest> has neither a <group> nor a <default>'
        : `The portions add up to ${total}, and there is no <default> for the other learners`,
      hint: 'Add <default>…</default>, or an empty <default/> if these learners are meant to see nothing.',
      ...withFix(isEmpty ? undefined : added(block)),
    });
  },
};

function added({ element, document }: AbtestBlock): Fix {
  const last = element.elements.at(-1)!;
  const change = insertInto(element, '<default/>', indentOf(last), lineEndOf(document));
  return fixOf('Add an empty <default/>', document.source, [change]);
}
