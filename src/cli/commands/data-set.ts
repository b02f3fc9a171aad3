/** `olx-abtest data set`: creates or changes one value. */
import type { CommandModule } from 'yargs';
import { EXPERIMENT_ID, fieldsOf, KEY, USER_OPTION } from '../args/data-key.js';
import { messageOf } from '../process/cli-errors.js';
import { FINE } from '../process/exit.js';
import { BY_OPTIONS, type ByArguments, byOf, writing } from '../stores/open-data-store.js';
import { STORE_OPTION } from '../stores/open-store.js';
import { words } from '../terminal/output.js';

export interface DataSetArguments extends ByArguments {
  readonly 'experiment-id': string;
  readonly key: string;
  readonly value: string;
  readonly user: string | undefined;
  readonly store: string | undefined;
}

export const dataSet: CommandModule<object, DataSetArguments> = {
  command: 'set <experiment-id> <key> <value>',
  describe: "Set an experiment's value, or with --user a learner's",
  builder: (yargs) =>
    yargs
      .positional('experiment-id', EXPERIMENT_ID)
      .positional('key', KEY)
      .positional('value', { type: 'string', demandOption: true, describe: 'Any text but blanks' })
      .option('user', USER_OPTION)
      .options(BY_OPTIONS)
      .option('store', STORE_OPTION)
      .example('$0 data set 5 enrollment_start 2026-01-31T00:00:00+01:00', 'who enrols later takes part'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run(argv: DataSetArguments): Promise<number> {
  const { 'experiment-id': experiment_id, key, value, user } = argv;
  const fields = await fieldsOf({ experiment_id, key, value });
  const { ExperimentDataRecords, ExperimentKeyValueRecords, readInstant } = await import('../../index.js');
  return writing(argv.store, 'setting a value in', async ({ data }) => {
    const { row, created } =
      user === undefined
        ? await new ExperimentKeyValueRecords(data.keyValues).updateOrCreate(fields, byOf(argv))
        : await new ExperimentDataRecords(data.experimentData).updateOrCreate(
            { ...fields, user },
            byOf(argv),
          );
    words(
      `${messageOf(`${created ? 'created' : 'changed'} ${row.id}: ${fields.experiment_id}, ${fields.key}`)}\n`,
    );
    const isEdge = fields.key === 'enrollment_start' || fields.key === 'enrollment_end';
    if (user === undefined && isEdge && readInstant(fields.value) === null) {
      words(
        `${messageOf(`warning: "${fields.value}" is not an ISO date; nobody is inside such a window`)}\n`,
      );
    }
    return FINE;
  });
}
