/** `olx-abtest flag`: the flags of experiments: what is stored, and what it means for a learner. */
import type { CommandModule } from 'yargs';
import { flagEvaluate } from './flag-evaluate.js';
import { flagHistory } from './flag-history.js';
import { flagList } from './flag-list.js';
import { flagOverride } from './flag-override.js';
import { flagSet } from './flag-set.js';

export const flag: CommandModule = {
  builder: (yargs) =>
    yargs
      .command(flagList)
      .command(flagSet)
      .command(flagOverride)
      .command(flagHistory)
      .command(flagEvaluate)
      .demandCommand(1, 'Say what: list, set, override, history or evaluate'),
  handler: () => undefined,
};
