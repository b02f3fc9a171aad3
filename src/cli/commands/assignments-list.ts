/** `olx-abtest assignments list`: shows assignments in the order in which they were stored. */
import { type Arguments, defineCommand } from '../args/command.js';
import { TABLE_FORMAT } from '../args/options.js';
import { ASSIGNMENTS, LIST_OPTIONS, listRows } from '../stores/stored-rows.js';

const OPTIONS = { ...LIST_OPTIONS, format: TABLE_FORMAT };
type ListArguments = Arguments<typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Show the assignments, oldest first: who is in which group, since when',
  options: OPTIONS,
  examples: [
    ['$0 assignments list --limit 10', 'the first ten'],
    ['$0 assignments list --after 1200', 'what was stored since position 1200'],
    ['$0 assignments list --after 1200 --format json', 'the same, and the position to go on from'],
  ],
  run,
});

function run(argv: ListArguments): Promise<number> {
  return listRows(ASSIGNMENTS, argv);
}
