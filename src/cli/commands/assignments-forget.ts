/** `olx-abtest assignments forget`: erases all that a store holds about learners. */
import type { CommandModule } from 'yargs';
import { names } from '../args/option.js';
import { messageOf, UsageError } from '../process/cli-errors.js';
import { FINE } from '../process/exit.js';
import { openExisting, STORE_OPTION } from '../stores/open-store.js';
import { words } from '../terminal/output.js';

export interface ForgetArguments {
  readonly store: string | undefined;
  readonly learner: readonly string[];
}

export const assignmentsForget: CommandModule<object, ForgetArguments> = {
  command: 'forget',
  describe: 'Erase a learner: assignments and exposures, in all scopes',
  builder: (yargs) =>
    yargs
      .option('store', STORE_OPTION)
      .option('learner', {
        type: 'string',
        array: true,
        demandOption: 'Say whom: --learner NAME',
        requiresArg: true,
        coerce: names,
        describe: 'A username (repeatable)',
      })
      .check(({ learner }) => {
        if (learner.includes('')) throw new UsageError('A learner has a name', 'Give --learner NAME.');
        return true;
      })
      .example('$0 assignments forget --learner ada', 'nothing about ada is kept'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run({ store: url, learner: learners }: ForgetArguments): Promise<number> {
  const store = await openExisting(url);
  try {
    for (const learner of learners) {
      const { assignments, exposures } = await store.forget(learner);
      const rows = `${count(assignments, 'assignment')} and ${count(exposures, 'exposure')}`;
      words(`olx-abtest: ${messageOf(`"${learner}"`)}: ${rows} erased\n`);
    }
    return FINE;
  } finally {
    await store.close();
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
