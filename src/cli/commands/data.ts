/** `olx-abtest data`: the key-values of experiments, and what learners have in them. */
import type { CommandModule } from 'yargs';
import { dataDelete } from './data-delete.js';
import { dataHistory } from './data-history.js';
import { dataList } from './data-list.js';
import { dataSet } from './data-set.js';

export const data: CommandModule = {
  builder: (yargs) =>
    yargs
      .command(dataList)
      .command(dataSet)
      .command(dataDelete)
      .command(dataHistory)
      .demandCommand(1, 'Say what: list, set, delete or history'),
  handler: () => undefined,
};
