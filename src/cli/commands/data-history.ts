/** `olx-abtest data history`: what the key-values of experiments were, and when. */
import type { CommandModule } from 'yargs';
import { fieldsOf } from '../args/data-key.js';
import { lastName } from '../args/option.js';
import { UsageError } from '../process/cli-errors.js';
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

export interface DataHistoryArguments {
  readonly 'experiment-id': string | undefined;
  readonly key: string | undefined;
  readonly 'as-of': string | undefined;
  readonly store: string | undefined;
  readonly format: TableFormat;
}

const WORDS = { '+': 'created', '~': 'changed', '-': 'deleted' } as const;
/** Rows, the newest first; --key narrows them down. */
const NEWEST = 1000;

export const dataHistory: CommandModule<object, DataHistoryArguments> = {
  command: 'history [experiment-id]',
  describe: 'Show how key-values have changed, newest first, or as they were',
  builder: (yargs) =>
    yargs
      .positional('experiment-id', { type: 'string', describe: 'Only this experiment' })
      .option('key', { type: 'string', requiresArg: true, coerce: lastName, describe: 'Only this key' })
      .option('as-of', {
        type: 'string',
        requiresArg: true,
        coerce: lastName,
        describe: 'The values of that moment, an ISO date',
      })
      .option('store', STORE_OPTION)
      .option('format', TABLE_FORMAT_OPTION),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run(argv: DataHistoryArguments): Promise<number> {
  const { 'experiment-id': id, key, 'as-of': asOf } = argv;
  const { ExperimentKeyValueRecords, readInstant } = await import('../../index.js');
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
    if (argv.format === 'json') data(jsonOf('history', rows));
    else if (rows.length === 0) data('There is no history.\n');
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
      data(await tableOf(['when', 'what', 'experiment', 'key', 'who', 'why', 'value'], lines));
    }
    return FINE;
  });
}
