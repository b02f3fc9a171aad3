/** `olx-abtest assignments stats`: how many learners each group has, and whether that fits the portions. */
import type { CommandModule } from 'yargs';
import { last } from '../args/option.js';
import { EXPERIMENT_OPTION, oneCourse, SCOPE_OPTIONS, scopeOf } from '../files/one-course.js';
import { FINDINGS, FINE } from '../process/exit.js';
import { comparedSizes, storedSizes } from '../reports/sizes.js';
import { openExisting, STORE_OPTION } from '../stores/open-store.js';
import { data } from '../terminal/output.js';

const FORMATS = ['table', 'json'] as const;
type Format = (typeof FORMATS)[number];

export interface StatsArguments {
  readonly course: string | undefined;
  readonly store: string | undefined;
  readonly experiment: string | undefined;
  readonly scope: string | undefined;
  readonly 'all-courses': boolean | undefined;
  readonly format: Format;
}

export const assignmentsStats: CommandModule<object, StatsArguments> = {
  command: 'stats [course]',
  describe: 'Count the learners per group; with a course, compare with its portions',
  builder: (yargs) =>
    yargs
      .positional('course', { type: 'string', describe: 'The course whose portions the sizes should fit' })
      .option('store', STORE_OPTION)
      .option('experiment', EXPERIMENT_OPTION)
      .options(SCOPE_OPTIONS)
      .option('format', {
        choices: FORMATS,
        default: 'table' as Format,
        requiresArg: true,
        coerce: last<Format>,
        describe: 'A table for people, or JSON for programs',
      })
      .example('$0 assignments stats course/', 'exit code 1 on a sample-ratio mismatch'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run(argv: StatsArguments): Promise<number> {
  if (argv.course === undefined) {
    const { experiment } = argv;
    const scope = argv['all-courses'] ? '' : argv.scope;
    const store = await openExisting(argv.store);
    try {
      data(await storedSizes(store, { scope, experiment }, argv.format === 'json'));
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
    data(text);
    return Math.max(chosen.exit, mismatches > 0 ? FINDINGS : FINE);
  } finally {
    await store.close();
  }
}
