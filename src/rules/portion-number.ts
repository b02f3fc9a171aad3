/** The rule `portion-number`: a portion is a decimal number. */
import { fraction, fractionText } from '../portion/fraction.js';
import { type Portion, readPortion } from '../portion/portion.js';
import { setValue, withFix } from './fixes.js';
import { isInRange } from './groups.js';
import type { Rule } from './rule.js';
import { quote, quoteGroup } from './words.js';

export const portionNumber: Rule = {
  id: 'portion-number',
  severity: 'error',
  summary: 'Every portion is a decimal number.',
  fix: 'A percentage, a decimal comma and a fraction become the decimal number that equals them.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    for (const { name, portion, element, isDefault } of block.groups) {
      if (isDefault || (portion.kind !== 'not-a-number' && portion.kind !== 'too-long')) continue;
      const attribute = element!.attribute('portion')!;
      const meant = meantBy(portion.text);
      report({
        place: attribute.place,
        message: `The portion of ${quoteGroup(name)} ${fault(portion)}`,
        hint:
          meant === null ? 'Write a decimal number from 0 to 1, such as 0.5.' : `Write portion="${meant}".`,
        ...withFix(meant === null ? undefined : setValue(attribute, meant)),
      });
    }
  },
};

function fault({ kind, text }: Portion): string {
  if (kind === 'too-long') return `has too many digits or too large an exponent: ${quote(text)}`;
  return text.trim() === '' ? 'is empty' : `is not a decimal number: ${quote(text)}`;
}

/** The text of the portion that is meant; `null` where that is not certain. */
function meantBy(text: string): string | null {
  const meant = guess(text.trim());
  return meant !== null && isInRange(meant) ? meant.text : null;
}

/** The portion that authors mean by `50%`, `0,5` and `1/4`; `null` where no decimal equals it. */
function guess(text: string): Portion | null {
  const percent = /^(\d+(?:[.,]\d*)?)\s*%$/.exec(text);
  if (percent !== null) {
    const { exact } = readPortion(percent[1]!.replace(',', '.'));
    if (exact === null) return null;
    return readPortion(fractionText(fraction(exact.numerator, exact.denominator * 100n)));
  }
  const ratio = /^(\d{1,9})\s*\/\s*(\d{1,9})$/.exec(text);
  if (ratio !== null && BigInt(ratio[2]!) !== 0n) {
    return readPortion(fractionText(fraction(BigInt(ratio[1]!), BigInt(ratio[2]!))));
  }
  return /^\d*,\d+$/.test(text) ? readPortion(text.replace(',', '.')) : null;
}
