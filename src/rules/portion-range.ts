/** The rule `portion-range`: a portion is a share, so it lies between 0 and 1. */
import { fraction, fractionText } from '../portion/fraction.js';
import type { Portion } from '../portion/portion.js';
import { isInRange } from './groups.js';
import type { Rule } from './rule.js';
import { quote, quoteGroup } from './words.js';

export const portionRange: Rule = {
  id: 'portion-range',
  severity: 'error',
  summary: 'Every portion lies between 0 and 1.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    for (const { name, portion, element, isDefault } of block.groups) {
      if (isDefault || !isNumeric(portion) || isInRange(portion)) continue;
      const [fault, hint] = judge(portion);
      report({
        place: element!.attribute('portion')!.place,
        message: `The portion of ${quoteGroup(name)} ${fault}: ${quote(portion.text)}`,
        hint,
      });
    }
  },
};

const WRITE = 'Write a number from 0 to 1';

/** What Open edX's `float()` took for a number. */
function isNumeric({ kind }: Portion): boolean {
  return kind === 'number' || kind === 'nan' || kind === 'infinite';
}

function judge({ kind, float, exact }: Portion): [fault: string, hint: string] {
  if (kind === 'nan') return ['is "not a number"', `${WRITE}; with this one every comparison fails.`];
  if (kind === 'infinite') return ['is infinite', `${WRITE}.`];
  if (float < 0) return ['is negative', `${WRITE}; with a negative one the others take more than there is.`];
  const percent = float >= 2 && float <= 100 && exact !== null;
  const share = percent ? fractionText(fraction(exact.numerator, exact.denominator * 100n)) : null;
  return [
    'is more than 1',
    share === null ? `${WRITE}.` : `${WRITE}: ${share} if ${fractionText(exact!)} percent are meant.`,
  ];
}
