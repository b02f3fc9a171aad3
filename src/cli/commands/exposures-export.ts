/** `olx-abtest exposures export`: prints every exposure of a store, or those after a position. */

import { type Arguments, defineCommand } from '../args/command.js';
import { bomText, checkBom, choice } from '../args/options.js';
import { csvHead, csvOf, EXPORT_OPTIONS, EXPOSURES, exportRows, jsonLine } from '../stores/stored-rows.js';

const OPTIONS = {
  ...EXPORT_OPTIONS,
  format: choice(['csv', 'jsonl'], 'CSV or JSON lines', { default: 'csv' }),
};
type ExportArguments = Arguments<typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Write the exposures to stdout: who was shown which group, where and when',
  options: OPTIONS,
  examples: [
    ['$0 exposures export > exposures.csv', 'all of them'],
    ['$0 exposures export --after 0', 'the same with positions, to go on from the last one later'],
  ],
  check: ({ bom, format }) => checkBom(bom, format),
  run,
});

async function run(argv: ExportArguments): Promise<number> {
  switch (argv.format) {
    case 'csv':
      return exportRows(
        EXPOSURES,
        argv,
        bomText(argv.bom) + csvHead(EXPOSURES, argv.after),
        csvOf(EXPOSURES),
      );
    case 'jsonl':
      return exportRows(EXPOSURES, argv, '', jsonLine);
  }
}
