/** The rule `experiment-required`: an abtest names its experiment. */
import { isSlipOf, renameAttribute, withFix } from './fixes.js';
import { miswritten } from './groups.js';
import type { Rule } from './rule.js';
import { quote } from './words.js';

export const experimentRequired: Rule = {
  id: 'experiment-required',
  severity: 'error',
  summary: 'An abtest names its experiment.',
  fix: 'The name of an attribute that is one slip away from experiment is corrected; its value stays.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    const { element, experiment } = block;
    if (experiment === null) {
      const other = miswritten(element, 'experiment');
      report({
        place: other?.place ?? block.place,
        message:
          other === undefined
            ? element.name === 'abtest'
              ? 'This <abtest> has no attribute "experiment"'
              : `There is no <abtest> here: this is <${element.name}>`
            : `This <abtest> has the attribute ${quote(other.name)}, but none that is written "experiment"`,
        hint: `Write experiment="${other?.value ?? '…'}"; blocks that name the same experiment show a learner the same group.`,
        ...withFix(
          other && isSlipOf(other.name, 'experiment') ? renameAttribute(other, 'experiment') : undefined,
        ),
      });
    } else if (experiment.trim() === '') {
      report({
        severity: 'warning',
        place: element.attribute('experiment')!.place,
        message:
          experiment === ''
            ? 'The name of the experiment is empty'
            : 'The name of the experiment is white space',
        hint: 'Give it a name: all blocks without one share the groups of their learners.',
      });
    }
  },
};
