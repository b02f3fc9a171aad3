/** `olx-abtest flag history`: every state that a flag and its overrides have had, newest first. */
import type { CommandModule } from 'yargs';
import { changeText, flagText, overrideText } from '../args/flag-text.js';
import { FINE } from '../process/exit.js';
import {
  jsonOf,
  reading,
  TABLE_FORMAT_OPTION,
  type TableFormat,
  tableOf,
} from '../stores/open-data-store.js';
import { STORE_OPTION } from '../stores/open-store.js';
import { data } from '../terminal/output.js';

export interface FlagHistoryArguments {
  readonly name: string | undefined;
  readonly store: string | undefined;
  readonly format: TableFormat;
}

export const flagHistory: CommandModule<object, FlagHistoryArguments> = {
  command: 'history [name]',
  describe: 'Show every state of a flag and its overrides, newest first',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'The full name of a flag; without one, all of them' })
      .option('store', STORE_OPTION)
      .option('format', TABLE_FORMAT_OPTION),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

function run({ name, store, format }: FlagHistoryArguments): Promise<number> {
  return reading(store, async ({ data: stored }) => {
    const flags = await stored.flagRows(name);
    const overrides = await stored.overrideRows(name);
    if (format === 'json') {
      data(jsonOf('history', { flags, overrides }));
      return FINE;
    }
    const states = [
      ...flags.map((row) => ({
        row,
        cells: [
          row.name,
          row.definition === null ? 'deleted' : flagText(row.definition),
          changeText(row, row.reason),
        ],
      })),
      ...overrides.map((row) => ({
        row,
        cells: [row.waffle_flag, overrideText(row), changeText(row, row.note)],
      })),
    ];
    // Rows of one flag are in order already; two rows of the same moment stay as they are.
    states.sort((a, b) => b.row.change_date.getTime() - a.row.change_date.getTime());
    if (states.length === 0) data('There is no history.\n');
    else
      data(
        await tableOf(
          ['flag', 'state', 'changed'],
          states.map(({ cells }) => cells),
        ),
      );
    return FINE;
  });
}
