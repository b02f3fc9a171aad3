/** The rule `abtest-retired`: current Open edX has no abtest any more. */
import type { Rule } from './rule.js';

export const abtestRetired: Rule = {
  id: 'abtest-retired',
  severity: 'info',
  summary: 'Experiments are written as split_test, not as abtest.',
  checkBlocks(blocks, report) {
    const abtests = blocks.filter((block) => block.kind === 'abtest');
    const [first] = abtests;
    if (first === undefined) return;
    const others = abtests.length === 1 ? '' : ` (the first of ${abtests.length} here)`;
    report({
      place: first.place,
      message: `Open edX removed abtest in 2015 and cannot load this block today${others}`,
      hint: 'Run olx-abtest convert --to split_test before you import it; its groups get equal shares.',
    });
  },
};
