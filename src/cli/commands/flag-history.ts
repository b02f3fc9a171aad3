/** `olx-abtest flag history`: lists every state of a flag and its overrides, newest first. */

import { type Arguments, defineCommand } from '../args/command.js';
import { changeText, flagText, overrideText } from '../args/flag-text.js';
import { TABLE_FORMAT, text } from '../args/options.js';
import { FINE } from '../process/cli-errors.js';
import { jsonOf, tableOf } from '../reports/rows.js';
import { reading } from '../stores/open-data-store.js';
import { storeOption } from '../stores/open-store.js';
import { stdout } from '../terminal/output.js';

const POSITIONALS = { name: text('The full name of a flag; default: all flags') };
const OPTIONS = { store: storeOption(), format: TABLE_FORMAT };
type FlagHistoryArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Show every state of a flag and its overrides, newest first',
  positionals: POSITIONALS,
  options: OPTIONS,
  run,
});

function run({ name, store, format }: FlagHistoryArguments): Promise<number> {
  return reading(store, async ({ data: stored }) => {
    const flags = await stored.flagRows(name);
    const overrides = await stored.overrideRows(name);
    if (format === 'json') {
      stdout(jsonOf({ history: { flags, overrides } }));
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
    // Rows of one flag are in order already; the sort is stable for rows of the same moment.
    states.sort((a, b) => b.row.change_date.getTime() - a.row.change_date.getTime());
    if (states.length === 0) stdout('There is no history.\n');
    else
      stdout(
        await tableOf(
          ['flag', 'state', 'changed'],
          states.map(({ cells }) => cells),
        ),
      );
    return FINE;
  });
}
