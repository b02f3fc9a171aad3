/** The rule `default-single`: an abtest has at most one `<default>`. */
import { writtenDefaults } from './groups.js';
import type { Rule } from './rule.js';

export const defaultSingle: Rule = {
  id: 'default-single',
  severity: 'error',
  summary: 'An abtest has at most one <default>.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    const defaults = writtenDefaults(block);
    defaults.forEach(({ place }, index) => {
      if (index === 0) return;
      report({
        place,
        message: 'Another <default> is above; Open edX forgets that one',
        hint: 'Put all that learners of the default group see into one <default>.',
        related: [{ message: 'the one that is forgotten', place: defaults[index - 1]!.place }],
      });
    });
  },
};
