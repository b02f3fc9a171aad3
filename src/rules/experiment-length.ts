/** The rule `experiment-length`: the experiment's name fits the column that Open edX stores it in. */

import type { Rule } from './rule.js';
import { quote } from './words.js';

/** The size of StudentModule's key, which holds the name of the experiment. */
const MOST_CHARACTERS = 255;

export const experimentLength: Rule = {
  id: 'experiment-length',
  severity: 'error',
  summary: 'The name of an experiment has at most 255 characters.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest' || block.experiment === null) return;
    const length = [...block.experiment].length;
    if (length <= MOST_CHARACTERS) return;
    report({
      place: block.element.attribute('experiment')!.place,
      message: `The name of the experiment has ${length} characters: ${quote(block.experiment)}`,
      hint: `Shorten it to ${MOST_CHARACTERS} characters, in every block of the experiment.`,
    });
  },
};
