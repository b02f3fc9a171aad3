/** `olx-abtest data set`: creates or changes one value. */
import { type Arguments, defineCommand } from '../args/command.js';
import { EXPERIMENT_ID, fieldsOf, KEY, USER_OPTION } from '../args/data-key.js';
import { text } from '../args/options.js';
import { FINE, messageOf } from '../process/cli-errors.js';
import { BY_OPTIONS, byOf, writing } from '../stores/open-data-store.js';
import { storeOption } from '../stores/open-store.js';
import { stderr } from '../terminal/output.js';

const POSITIONALS = {
  'experiment-id': EXPERIMENT_ID,
  key: KEY,
  value: text('Any text that is not only white space', { required: 'Give a value.' }),
};
const OPTIONS = { user: USER_OPTION, ...BY_OPTIONS, store: storeOption() };
type DataSetArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: "Set an experiment's value, or with --user a learner's",
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [['$0 data set 5 enrollment_start 2026-01-31T00:00:00+01:00', 'start of the enrolment window']],
  run,
});

async function run(argv: DataSetArguments): Promise<number> {
  const { 'experiment-id': experiment_id, key, value, user } = argv;
  const fields = await fieldsOf({ experiment_id, key, value });
  const { ExperimentDataRecords, ExperimentKeyValueRecords } = await import('../../flags.js');
  const { readInstant } = await import('../../internal/learners.js');
  return writing(argv.store, 'setting a value in', async ({ data }) => {
    const { row, created } =
      user === undefined
        ? await new ExperimentKeyValueRecords(data.keyValues).updateOrCreate(fields, byOf(argv))
        : await new ExperimentDataRecords(data.experimentData).updateOrCreate(
            { ...fields, user },
            byOf(argv),
          );
    stderr(
      `${messageOf(`${created ? 'created' : 'changed'} ${row.id}: ${fields.experiment_id}, ${fields.key}`)}\n`,
    );
    const isEdge = fields.key === 'enrollment_start' || fields.key === 'enrollment_end';
    if (user === undefined && isEdge && readInstant(fields.value) === null) {
      stderr(
        `${messageOf(`warning: "${fields.value}" is not an ISO date; no learner is inside such a window`)}\n`,
      );
    }
    return FINE;
  });
}
