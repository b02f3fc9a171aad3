/** `olx-abtest diff`: what the difference of two courses does to learners in running experiments. */
import type { Course, CourseDiff, Strategy } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { choice, flag, path } from '../args/options.js';
import { STRATEGY_OPTIONS, strategyOf } from '../args/strategies.js';
import { comparedCourses } from '../files/compared-course.js';
import { SCOPE_OPTIONS, scopeOf } from '../files/one-course.js';
import { FINDINGS, FINE } from '../process/cli-errors.js';
import { writeDiff } from '../reports/diff-report.js';
import { FORMATS } from '../reports/report.js';
import { openExisting, storeOption } from '../stores/open-store.js';

const POSITIONALS = {
  old: path('The course as it runs: a directory, an archive, or git:REF', {
    required: 'Give the old course, then the new one.',
  }),
  new: path('The course as it is to run', { required: 'Give the new course after the old one.' }),
};
const OPTIONS = {
  store: storeOption('Count the learners of this store', 'none: no learners are counted'),
  ...SCOPE_OPTIONS,
  ...STRATEGY_OPTIONS,
  stale: choice(['keep-and-show-default', 'reassign'], 'What is done about groups that are gone', {
    default: 'keep-and-show-default',
  }),
  'ignore-whitespace': flag('White space alone is no change of content'),
  format: choice(FORMATS, 'How to report', { default: 'pretty' }),
};
type DiffArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Compare two versions of a course: what changes for learners in an experiment',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 diff git:HEAD~1 course/', 'since the last commit'],
    ['$0 diff old.tar.gz new.tar.gz --store sqlite:olx-abtest.db', 'with the learners concerned'],
  ],
  run,
});

async function run(argv: DiffArguments): Promise<number> {
  const strategy = await strategyOf(argv.strategy, argv.seed);
  const courses = await comparedCourses(argv.old, argv.new);
  if (typeof courses === 'number') return courses;
  const [before, after] = courses;
  const diff = await compare(argv, strategy, before.course, after.course);
  await writeDiff(argv.format, diff, before.course, after.course);
  return diff.verdict === 'breaking' || before.isFaulty || after.isFaulty ? FINDINGS : FINE;
}

async function compare(
  argv: DiffArguments,
  strategy: Strategy,
  before: Course,
  after: Course,
): Promise<CourseDiff> {
  const { countMoves, diffCourses, withLearnerCounts } = await import('../../changes.js');
  const [scopeBefore, scopeAfter] = [await scopeOf(before, argv), await scopeOf(after, argv)];
  const { stale } = argv;
  const diff = diffCourses(before, after, {
    strategy,
    stale,
    kept: argv.store !== undefined,
    ignoreWhitespace: argv['ignore-whitespace'] === true,
    courseKeyBefore: scopeBefore || undefined,
    courseKeyAfter: scopeAfter || undefined,
  });
  if (argv.store === undefined || diff.changes.length === 0) return diff;
  const store = await openExisting(argv.store);
  try {
    const concerned = new Set(diff.changes.map(({ key }) => key));
    const experiments = diff.experiments.filter((pair) => concerned.has(pair.before.key));
    const options = { strategy, stale, scopeBefore, scopeAfter };
    return withLearnerCounts(diff, await countMoves(store, experiments, options));
  } finally {
    await store.close();
  }
}
