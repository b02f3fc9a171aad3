/** `olx-abtest data delete`: deletes one value; a value of an experiment remains in its history. */
import { type Arguments, defineCommand } from '../args/command.js';
import { EXPERIMENT_ID, fieldsOf, KEY, USER_OPTION } from '../args/data-key.js';
import { FailureError, FINE, messageOf } from '../process/cli-errors.js';
import { BY_OPTIONS, byOf, reading } from '../stores/open-data-store.js';
import { storeOption } from '../stores/open-store.js';
import { stderr } from '../terminal/output.js';

const POSITIONALS = { 'experiment-id': EXPERIMENT_ID, key: KEY };
const OPTIONS = { user: USER_OPTION, ...BY_OPTIONS, store: storeOption() };
type DataDeleteArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: "Delete an experiment's value, or with --user a learner's",
  positionals: POSITIONALS,
  options: OPTIONS,
  run,
});

async function run(argv: DataDeleteArguments): Promise<number> {
  const { 'experiment-id': experiment_id, user } = argv;
  const fields = await fieldsOf({ experiment_id, key: argv.key });
  const { ExperimentDataRecords, ExperimentKeyValueRecords } = await import('../../flags.js');
  return reading(argv.store, async ({ data }) => {
    const records =
      user === undefined
        ? new ExperimentKeyValueRecords(data.keyValues)
        : new ExperimentDataRecords(data.experimentData);
    const filter = { ...fields, ...(user === undefined ? {} : { user }) };
    const { rows } = await records.list(filter, { offset: 0, limit: 1 });
    const gone = rows[0] === undefined ? null : await records.delete(rows[0].id, byOf(argv), filter);
    if (gone === null)
      throw new FailureError(`Experiment ${fields.experiment_id} has no key "${fields.key}"`);
    stderr(
      `${messageOf(`deleted ${gone.id}: ${fields.experiment_id}, ${fields.key} was "${gone.value}"`)}\n`,
    );
    return FINE;
  });
}
