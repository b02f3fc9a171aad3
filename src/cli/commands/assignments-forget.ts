/** `olx-abtest assignments forget`: erases all stored data of learners. */

import { type Arguments, defineCommand } from '../args/command.js';
import { texts } from '../args/options.js';
import { refuseEmptyNames } from '../files/one-course.js';
import { FINE, messageOf } from '../process/cli-errors.js';
import { counted } from '../reports/rows.js';
import { openExisting, storeOption } from '../stores/open-store.js';
import { stderr } from '../terminal/output.js';

const OPTIONS = {
  store: storeOption(),
  learner: texts('A username (repeatable)', { required: 'Give --learner NAME.' }),
};
type ForgetArguments = Arguments<typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Erase a learner: assignments, exposures and outcomes in all scopes, and facts',
  options: OPTIONS,
  examples: [['$0 assignments forget --learner ada', 'erase all data of ada']],
  check({ learner }) {
    refuseEmptyNames(learner);
  },
  run,
});

async function run({ store: url, learner: learners }: ForgetArguments): Promise<number> {
  const store = await openExisting(url);
  try {
    for (const learner of learners) {
      const { assignments, exposures, outcomes } = await store.forget(learner);
      const facts = await store.data.facts.forget(learner);
      const rows = [
        counted(assignments, 'assignment'),
        counted(exposures, 'exposure'),
        counted(outcomes, 'outcome'),
      ].join(', ');
      stderr(`olx-abtest: ${messageOf(`"${learner}"`)}: ${rows} and ${counted(facts, 'fact')} erased\n`);
    }
    return FINE;
  } finally {
    await store.close();
  }
}
