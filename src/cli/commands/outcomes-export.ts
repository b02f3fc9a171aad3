/** `olx-abtest outcomes export`: prints every outcome of a store, or those of one tracking event. */
import { type Arguments, defineCommand } from '../args/command.js';
import { choice } from '../args/options.js';
import {
  csvHead,
  csvOf,
  exportOutcomes,
  jsonLine,
  OUTCOME_OPTIONS,
  OUTCOMES,
} from '../stores/stored-rows.js';

const OPTIONS = {
  ...OUTCOME_OPTIONS,
  format: choice(['csv', 'jsonl'], 'CSV or JSON lines', { default: 'csv' }),
};
type ExportArguments = Arguments<typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Write the outcomes to stdout: what was measured of whom, and when',
  options: OPTIONS,
  examples: [
    ['$0 outcomes export > outcomes.csv', 'all of them'],
    ['$0 outcomes export --name quiz --format jsonl', 'those of the tracking event quiz'],
  ],
  run,
});

async function run(argv: ExportArguments): Promise<number> {
  switch (argv.format) {
    case 'csv':
      return exportOutcomes(argv, csvHead(OUTCOMES, undefined), csvOf(OUTCOMES));
    case 'jsonl':
      return exportOutcomes(argv, '', jsonLine);
  }
}
