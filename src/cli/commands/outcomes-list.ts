/** `olx-abtest outcomes list`: shows outcomes in the order of their scopes, names and learners. */
import { type Arguments, defineCommand } from '../args/command.js';
import { TABLE_FORMAT } from '../args/options.js';
import { listOutcomes, OUTCOME_LIST_OPTIONS } from '../stores/stored-rows.js';

const OPTIONS = { ...OUTCOME_LIST_OPTIONS, format: TABLE_FORMAT };
type ListArguments = Arguments<typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Show the outcomes: what was measured of whom, and when',
  options: OPTIONS,
  examples: [
    ['$0 outcomes list --limit 10', 'the first ten'],
    ['$0 outcomes list --name quiz --format json', 'those of the tracking event quiz'],
  ],
  run,
});

function run(argv: ListArguments): Promise<number> {
  return listOutcomes(argv);
}
