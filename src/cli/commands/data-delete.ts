/** `olx-abtest data delete`: deletes one value; an experiment's own stays in its history. */
import type { CommandModule } from 'yargs';
import { EXPERIMENT_ID, fieldsOf, KEY, USER_OPTION } from '../args/data-key.js';
import { FailureError, messageOf } from '../process/cli-errors.js';
import { FINE } from '../process/exit.js';
import { BY_OPTIONS, type ByArguments, byOf, reading } from '../stores/open-data-store.js';
import { STORE_OPTION } from '../stores/open-store.js';
import { words } from '../terminal/output.js';

export interface DataDeleteArguments extends ByArguments {
  readonly 'experiment-id': string;
  readonly key: string;
  readonly user: string | undefined;
  readonly store: string | undefined;
}

export const dataDelete: CommandModule<object, DataDeleteArguments> = {
  command: 'delete <experiment-id> <key>',
  describe: "Delete an experiment's value, or with --user a learner's",
  builder: (yargs) =>
    yargs
      .positional('experiment-id', EXPERIMENT_ID)
      .positional('key', KEY)
      .option('user', USER_OPTION)
      .options(BY_OPTIONS)
      .option('store', STORE_OPTION),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run(argv: DataDeleteArguments): Promise<number> {
  const { 'experiment-id': experiment_id, user } = argv;
  const fields = await fieldsOf({ experiment_id, key: argv.key });
  const { ExperimentDataRecords, ExperimentKeyValueRecords } = await import('../../index.js');
  return reading(argv.store, async ({ data }) => {
    const records =
      user === undefined
        ? new ExperimentKeyValueRecords(data.keyValues)
        : new ExperimentDataRecords(data.experimentData);
    const filter = { ...fields, ...(user === undefined ? {} : { user }) };
    const { rows } = await records.list(filter, { offset: 0, limit: 1 });
    const gone = rows[0] === undefined ? null : await records.delete(rows[0].id, byOf(argv), filter);
    if (gone === null)
      throw new FailureError(`There is no value of ${fields.experiment_id}, "${fields.key}"`);
    words(`${messageOf(`deleted ${gone.id}: ${fields.experiment_id}, ${fields.key} was "${gone.value}"`)}\n`);
    return FINE;
  });
}
