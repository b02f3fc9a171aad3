/** `olx-abtest facts import`: a folder of facts into a store. */
import { type Arguments, defineCommand } from '../args/command.js';
import { path } from '../args/options.js';
import { FINE } from '../process/cli-errors.js';
import { tableOf } from '../reports/rows.js';
import { writing } from '../stores/open-data-store.js';
import { storeOption } from '../stores/open-store.js';
import { stdout } from '../terminal/output.js';

const OPTIONS = { store: storeOption() };
const POSITIONALS = { folder: path('A folder of CSV and JSON files', { required: 'Give a folder.' }) };

export const command = defineCommand({
  describe: 'Import a folder of facts; of two rows the one that was modified last stays',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [['$0 facts import facts/', 'enrolments, modes and the rest into the store']],
  run,
});

async function run({ folder, store: url }: Arguments<typeof POSITIONALS & typeof OPTIONS>): Promise<number> {
  const { importFacts } = await import('../../facts.js');
  return writing(url, 'importing into', async ({ data }) => {
    const imported = await importFacts(data.facts, folder);
    const rows = imported.map((each) => [each.kind, String(each.rows), String(each.stored)]);
    stdout(await tableOf(['facts', 'rows', 'stored'], rows));
    return FINE;
  });
}
