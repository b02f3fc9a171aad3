/** `olx-abtest data list`: lists the key-values of experiments, or the data of learners. */

import type { ExperimentKeyValue } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { fieldsOf, USER_OPTION } from '../args/data-key.js';
import { flag, TABLE_FORMAT, text } from '../args/options.js';
import { FINE } from '../process/cli-errors.js';
import { jsonOf, tableOf } from '../reports/rows.js';
import { reading } from '../stores/open-data-store.js';
import { storeOption } from '../stores/open-store.js';
import { stdout } from '../terminal/output.js';

const OPTIONS = {
  'experiment-id': text('Only this experiment'),
  key: text('Only this key'),
  user: USER_OPTION,
  'all-users': flag('The data of all learners'),
  store: storeOption(),
  format: TABLE_FORMAT,
};
type DataListArguments = Arguments<typeof OPTIONS>;

export const command = defineCommand({
  describe: "Show the experiments' key-values, or with --user a learner's data",
  options: OPTIONS,
  run,
});

async function run(argv: DataListArguments): Promise<number> {
  const { user, key, 'experiment-id': id } = argv;
  const read = id === undefined ? {} : await fieldsOf({ experiment_id: id });
  const filter = {
    ...read,
    ...(key === undefined ? {} : { key }),
    ...(user === undefined ? {} : { user }),
  };
  return reading(argv.store, async ({ data: stored }) => {
    const { ExperimentDataRecords, ExperimentKeyValueRecords } = await import('../../flags.js');
    const isOfUsers = user !== undefined || argv['all-users'] === true;
    const records = isOfUsers
      ? new ExperimentDataRecords(stored.experimentData)
      : new ExperimentKeyValueRecords(stored.keyValues);
    const rows: (ExperimentKeyValue & { readonly user?: string })[] = [];
    for await (const row of records.all(filter)) rows.push(row);
    if (argv.format === 'json') stdout(jsonOf(isOfUsers ? { data: rows } : { key_values: rows }));
    else if (rows.length === 0) stdout('There is no data.\n');
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
      stdout(await tableOf(head, lines));
    }
    return FINE;
  });
}
