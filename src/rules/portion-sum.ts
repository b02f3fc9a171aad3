/** The rule `portion-sum`: the portions, added exactly, make at most 1. */
import { compare, fractionText, ONE, sum } from '../portion/fraction.js';
import { isInRange } from './groups.js';
import type { Rule } from './rule.js';
import { quote } from './words.js';

export const portionSum: Rule = {
  id: 'portion-sum',
  severity: 'error',
  summary: 'The portions of the groups add up to at most 1.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    const written = block.groups.filter((group) => !group.isDefault && group.portion.exact !== null);
    // `portion-range` reports a portion that is not a share; the sum adds nothing.
    if (!written.every((group) => isInRange(group.portion))) return;
    const total = sum(written.map((group) => group.portion.exact!));
    if (compare(total, ONE) <= 0) return;
    report({
      place: block.place,
      message: `The portions add up to ${fractionText(total)}, which is more than 1`,
      hint: 'Lower them to at most 1 together; <default> takes what is left.',
      related: written.map(({ name, portion, element, place }) => ({
        message: `${portion.text} for ${name === null ? 'a group without a name' : quote(name)}`,
        place: element?.attribute('portion')?.place ?? place,
      })),
    });
  },
};
