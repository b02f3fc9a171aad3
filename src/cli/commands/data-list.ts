/** `olx-abtest data list`: the key-values of experiments, or the data of learners. */
import type { CommandModule } from 'yargs';
import type { ExperimentKeyValue } from '../../index.js';
import { fieldsOf, USER_OPTION } from '../args/data-key.js';
import { lastName } from '../args/option.js';
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

export interface DataListArguments {
  readonly 'experiment-id': string | undefined;
  readonly key: string | undefined;
  readonly user: string | undefined;
  readonly 'all-users': boolean | undefined;
  readonly store: string | undefined;
  readonly format: TableFormat;
}

export const dataList: CommandModule<object, DataListArguments> = {
  command: 'list',
  describe: "Show the experiments' key-values, or with --user a learner's data",
  builder: (yargs) =>
    yargs
      .option('experiment-id', {
        type: 'string',
        requiresArg: true,
        coerce: lastName,
        describe: 'Only this experiment',
      })
      .option('key', { type: 'string', requiresArg: true, coerce: lastName, describe: 'Only this key' })
      .option('user', USER_OPTION)
      .option('all-users', { type: 'boolean', describe: 'The data of all learners' })
      .option('store', STORE_OPTION)
      .option('format', TABLE_FORMAT_OPTION),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run(argv: DataListArguments): Promise<number> {
  const { user, key, 'experiment-id': id } = argv;
  const read = id === undefined ? {} : await fieldsOf({ experiment_id: id });
  const filter = {
    ...read,
    ...(key === undefined ? {} : { key }),
    ...(user === undefined ? {} : { user }),
  };
  return reading(argv.store, async ({ data: stored }) => {
    const { ExperimentDataRecords, ExperimentKeyValueRecords } = await import('../../index.js');
    const isOfUsers = user !== undefined || argv['all-users'] === true;
    const records = isOfUsers
      ? new ExperimentDataRecords(stored.experimentData)
      : new ExperimentKeyValueRecords(stored.keyValues);
    const rows: (ExperimentKeyValue & { readonly user?: string })[] = [];
    for await (const row of records.all(filter)) rows.push(row);
    if (argv.format === 'json') data(jsonOf(isOfUsers ? 'data' : 'key_values', rows));
    else if (rows.length === 0) data('There is no data.\n');
    else {
      const head = ['id', 'experiment', ...(isOfUsers ? ['user'] : []), 'key', 'modified', 'value'];
      const lines = rows.map((row) => [
        String(row.id),
        String(row.experiment_id),
        ...(isOfUsers ? [row.user ?? ''] : []),
        row.key,
        row.modified.toISOString(),
        row.value,
      ]);
      data(await tableOf(head, lines));
    }
    return FINE;
  });
}
