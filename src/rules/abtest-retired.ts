/** The rule `abtest-retired`: current Open edX has no abtest any more. */
import type { Rule } from './rule.js';
import { isSilenced } from './silence.js';

export const abtestRetired: Rule = {
  id: 'abtest-retired',
  severity: 'info',
  summary: 'Experiments are written as split_test, not as abtest.',
  checkBlocks(blocks, report) {
    // One finding for all: silencing the first block must not silence the others.
    const abtests = blocks.filter(
      ({ kind, document, place }) =>
        kind === 'abtest' && !isSilenced(document.source, 'abtest-retired', place.start.line),
    );
    const [first] = abtests;
    if (first === undefined) return;
    const others = abtests.length === 1 ? '' : ` (the first of ${abtests.length} here)`;
    report({
      place: first.place,
      message: `Open edX removed abtest in 2015 and cannot load this block today${others}`,
      hint: 'Run olx-abtest convert --to split_test before you import it, with --weights slots if portions differ.',
    });
  },
};
