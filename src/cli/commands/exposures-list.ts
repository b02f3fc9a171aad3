/** `olx-abtest exposures list`: shows exposures in the order in which they were stored. */
import { type Arguments, defineCommand } from '../args/command.js';
import { TABLE_FORMAT } from '../args/options.js';
import { EXPOSURES, LIST_OPTIONS, listRows } from '../stores/stored-rows.js';

const OPTIONS = { ...LIST_OPTIONS, format: TABLE_FORMAT };
type ListArguments = Arguments<typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Show the exposures, oldest first: who was shown which group, where and when',
  options: OPTIONS,
  examples: [
    ['$0 exposures list --limit 10', 'the first ten'],
    ['$0 exposures list --after 1200', 'what was stored since position 1200'],
    ['$0 exposures list --after 1200 --format json', 'the same, and the position to go on from'],
  ],
  run,
});

function run(argv: ListArguments): Promise<number> {
  return listRows(EXPOSURES, argv);
}
