/** `olx-abtest data history`: shows the past key-values of experiments. */
import { type Arguments, defineCommand } from '../args/command.js';
import { fieldsOf } from '../args/data-key.js';
import { TABLE_FORMAT, text } from '../args/options.js';
import { FINE, UsageError } from '../process/cli-errors.js';
import { jsonOf, tableOf } from '../reports/rows.js';
import { reading } from '../stores/open-data-store.js';
import { storeOption } from '../stores/open-store.js';
import { stdout } from '../terminal/output.js';

const WORDS = { '+': 'created', '~': 'changed', '-': 'deleted' } as const;
/** The most rows to show, newest first; --key narrows them down. */
const NEWEST = 1000;

const POSITIONALS = { 'experiment-id': text('Only this experiment') };
const OPTIONS = {
  key: text('Only this key'),
  'as-of': text('The values at this moment, an ISO date'),
  store: storeOption(),
  format: TABLE_FORMAT,
};
type DataHistoryArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Show changes of key-values, newest first, or the values at a moment',
  positionals: POSITIONALS,
  options: OPTIONS,
  run,
});

async function run(argv: DataHistoryArguments): Promise<number> {
  const { 'experiment-id': id, key, 'as-of': asOf } = argv;
  const { ExperimentKeyValueRecords } = await import('../../flags.js');
  const { readInstant } = await import('../../internal/learners.js');
  const filter = {
    ...(id === undefined ? {} : await fieldsOf({ experiment_id: id })),
    ...(key === undefined ? {} : { key }),
  };
  const moment = asOf === undefined ? undefined : readInstant(asOf);
  if (moment === null)
    throw new UsageError(`--as-of "${asOf}" is not a date`, 'Write 2026-01-31 or 2026-01-31T12:00:00Z.');
  return reading(argv.store, async ({ data: stored }) => {
    const records = new ExperimentKeyValueRecords(stored.keyValues);
    const rows =
      moment === undefined
        ? await records.history(filter, { offset: 0, limit: NEWEST })
        : await records.asOf(new Date(moment), filter);
    if (argv.format === 'json') stdout(jsonOf({ history: rows }));
    else if (rows.length === 0) stdout('There is no history.\n');
    else {
      const lines = rows.map((row) => [
        row.history_date.toISOString(),
        WORDS[row.history_type],
        String(row.experiment_id),
        row.key,
        row.history_user ?? '',
        row.history_change_reason ?? '',
        row.value,
      ]);
      stdout(await tableOf(['when', 'what', 'experiment', 'key', 'who', 'why', 'value'], lines));
    }
    return FINE;
  });
}
