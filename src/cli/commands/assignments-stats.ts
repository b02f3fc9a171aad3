/** `olx-abtest assignments stats`: counts the learners of each group, and tests whether the counts fit the portions. */

import { type Arguments, defineCommand } from '../args/command.js';
import { path, TABLE_FORMAT } from '../args/options.js';
import { EXPERIMENT_OPTION, oneCourse, SCOPE_OPTIONS, scopeOf } from '../files/one-course.js';
import { FINDINGS, FINE } from '../process/cli-errors.js';
import { comparedSizes, storedSizes } from '../reports/sizes.js';
import { openExisting, storeOption } from '../stores/open-store.js';
import { stdout } from '../terminal/output.js';

const POSITIONALS = { course: path('The course whose portions to compare the sizes with') };
const OPTIONS = {
  store: storeOption(),
  experiment: EXPERIMENT_OPTION,
  ...SCOPE_OPTIONS,
  format: TABLE_FORMAT,
};
type StatsArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Count the learners per group; with a course, compare with its portions',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [['$0 assignments stats course/', 'exit code 1 on a sample-ratio mismatch']],
  run,
});

async function run(argv: StatsArguments): Promise<number> {
  if (argv.course === undefined) {
    const { experiment } = argv;
    const scope = argv['all-courses'] ? '' : argv.scope;
    const store = await openExisting(argv.store);
    try {
      stdout(await storedSizes(store, { scope, experiment }, argv.format === 'json'));
    } finally {
      await store.close();
    }
    return FINE;
  }
  const chosen = await oneCourse(argv.course, argv.experiment);
  if (typeof chosen === 'number') return chosen;
  const scope = await scopeOf(chosen.course, argv);
  const store = await openExisting(argv.store);
  try {
    const { text, mismatches } = await comparedSizes(
      store,
      scope,
      chosen.experiments,
      argv.format === 'json',
    );
    stdout(text);
    return Math.max(chosen.exit, mismatches > 0 ? FINDINGS : FINE);
  } finally {
    await store.close();
  }
}
