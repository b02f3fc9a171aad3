/** `olx-abtest analyze`: compares the outcomes of the groups of an experiment, and says which group did better. */
import type { Course, Experiment, GroupSource, Sources } from '../../index.js';
import { VERSION } from '../../presentation/program.js';
import {
  type AnalyzeArguments,
  OPTIONS,
  optionsOf,
  POSITIONALS,
  planIn,
  questionOf,
} from '../analysis/options.js';
import { defineCommand } from '../args/command.js';
import { STDIN } from '../args/options.js';
import { refuseMissing } from '../files/input.js';
import { oneCourse, scopeOf } from '../files/one-course.js';
import { rosterOf } from '../files/roster.js';
import { FailureError, FINDINGS, FINE, messageOf, UsageError } from '../process/cli-errors.js';
import { openExisting } from '../stores/open-store.js';
import { stdout } from '../terminal/output.js';
import { Counter } from '../terminal/progress.js';

export const command = defineCommand({
  describe: 'Compare the outcomes of the groups: which variant taught better',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 analyze course/ --outcomes grade_report.csv --outcome Grade', 'groups from the report'],
    ['$0 analyze course/ --outcomes store --outcome "quiz done" --score last', 'events of the store'],
    ['$0 analyze course/ --outcomes tracking.log.gz --outcome p7 --score first', 'a problem in the events'],
  ],
  takesAllThatFollow: true,
  check({ cluster, stratum, covariate }) {
    if (stratum !== undefined && (cluster !== undefined || covariate.length > 0))
      throw new UsageError(
        '--stratum excludes --cluster and --covariate',
        'Give the strata as a --covariate.',
      );
  },
  run,
});

async function run(argv: AnalyzeArguments): Promise<number> {
  for (const file of filesOf(argv)) refuseMissing(file);
  const plan = await planIn(argv.plan);
  const options = await optionsOf(argv, plan?.plan ?? {});
  const chosen = await oneCourse(argv.course, argv.experiment ?? plan?.plan.experiment);
  if (typeof chosen === 'number') return chosen;
  const { course, experiments } = chosen;
  const question = await questionOf(argv, plan?.plan ?? {}, course, only(experiments));
  const { analyze } = await import('../../evidence.js');
  const analysis = await withSources(argv, course, (sources) =>
    analyze({ course, question, sources, options, plan, version: VERSION }),
  );
  if (argv.format === 'json') stdout(`${JSON.stringify(analysis, null, 2)}\n`);
  else if (argv.format === 'html')
    stdout((await import('../../preview/evidence/evidence-page.js')).evidencePage(analysis, VERSION));
  else stdout(await (await import('../reports/analysis-text.js')).analysisText(analysis));
  const comparisons = analysis.outcomes.flatMap((outcome) => outcome.comparisons);
  const isTrusted = comparisons.every(({ verdict }) => verdict.kind !== 'do-not-trust');
  return Math.max(chosen.exit, isTrusted ? FINE : FINDINGS);
}

async function withSources<T>(
  argv: AnalyzeArguments,
  course: Course,
  use: (sources: Sources) => Promise<T>,
): Promise<T> {
  const groups = groupsOf(argv);
  const storedOutcomes = argv.outcomes.includes(STORE);
  const needsStore = argv.store !== undefined || groups === STORE || storedOutcomes;
  const store = needsStore ? await openExisting(argv.store) : null;
  const counter = new Counter('lines read');
  try {
    return await use({
      outcomeFiles: filesOf(argv).map(pathOf),
      storedOutcomes,
      groups,
      store,
      scope: await scopeOf(course, argv),
      leaveOut: await leaveOutOf(argv['leave-out']),
      onProgress: (lines) => counter.show(lines),
    });
  } finally {
    counter.clear();
    await store?.close();
  }
}

function only(experiments: readonly Experiment[]): Experiment {
  const [first, ...others] = experiments;
  if (others.length === 0) return first!;
  const names = experiments.map(({ name, key }) => (name === first!.name ? `"${key}"` : `"${name}"`));
  throw new UsageError(
    'The course has several experiments',
    `Give --experiment with one of ${names.join(', ')}.`,
  );
}

/** A file of this name is given as ./store. */
const STORE = 'store';
const WORDS = [STORE, 'report', 'events'] as const;

/** The files with outcomes. */
function filesOf({ outcomes }: AnalyzeArguments): string[] {
  return outcomes.filter((each) => each !== STORE);
}

/** As the library names standard input. */
function pathOf(file: string): string {
  return file === STDIN ? '-' : file;
}

function groupsOf({ groups }: AnalyzeArguments): GroupSource | null {
  if (groups.length === 0) return null;
  const word = WORDS.find((each) => each === groups[0]);
  if (word !== undefined && groups.length === 1) return word;
  for (const file of groups) refuseMissing(file);
  return { files: groups.map(pathOf) };
}

async function leaveOutOf(file: string | undefined): Promise<string[]> {
  const names: string[] = [];
  if (file === undefined) return names;
  refuseMissing(file);
  for await (const row of rosterOf(file, { isPrivate: true })) {
    if ('fault' in row)
      throw new FailureError(
        `Line ${row.line} of "${messageOf(file)}" is not the name of a learner`,
        'Correct the line: quotes are closed, and no name has spaces around it.',
      );
    names.push(row.learner);
  }
  return names;
}
