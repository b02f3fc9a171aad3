/** `olx-abtest facts forget`: erases the facts of learners from a store. */
import { type Arguments, defineCommand } from '../args/command.js';
import { texts } from '../args/options.js';
import { refuseEmptyNames } from '../files/one-course.js';
import { FINE, messageOf } from '../process/cli-errors.js';
import { counted } from '../reports/rows.js';
import { reading } from '../stores/open-data-store.js';
import { storeOption } from '../stores/open-store.js';
import { stderr } from '../terminal/output.js';

const OPTIONS = {
  store: storeOption(),
  learner: texts('A username (repeatable)', { required: 'Give --learner NAME.' }),
};

export const command = defineCommand({
  describe: 'Erase the facts of a learner; assignments forget erases them too',
  options: OPTIONS,
  examples: [['$0 facts forget --learner ada', 'no fact about ada is kept']],
  check({ learner }) {
    refuseEmptyNames(learner);
  },
  run,
});

async function run({ store: url, learner: learners }: Arguments<typeof OPTIONS>): Promise<number> {
  return reading(url, async ({ data }) => {
    for (const learner of learners) {
      const gone = await data.facts.forget(learner);
      stderr(`olx-abtest: ${messageOf(`"${learner}"`)}: ${counted(gone, 'fact')} erased\n`);
    }
    return FINE;
  });
}
