/** The options of `analyze`: on the command line, else in the plan, else the usual ones. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { AnalysisOptions, AnalysisQuestion, Course, Experiment, Plan } from '../../index.js';
import type { Arguments } from '../args/command.js';
import { choice, flag, path, paths, text, texts, wholeNumber } from '../args/options.js';
import { COURSE, SCOPE_OPTIONS } from '../files/one-course.js';
import { FailureError, messageOf, UsageError } from '../process/cli-errors.js';
import { storeOption } from '../stores/open-store.js';

export const POSITIONALS = { course: COURSE };
export const OPTIONS = {
  experiment: text('The experiment (for a split_test: the name of its group configuration)', {
    defaultDescription: 'the only one of the course',
  }),
  outcome: texts(
    'The column with the outcome, a problem by its usage key or name, or a tracking event of the store (repeatable)',
    {
      defaultDescription: 'those of the plan',
    },
  ),
  outcomes: paths(
    'Grade report, problem grade report, problem responses, tracking logs, CSV or JSON lines, or store',
    {
      required: 'Give the files with the outcomes, such as --outcomes grade_report.csv, or --outcomes store.',
    },
  ),
  plan: path('A plan that was written before: JSON, as simulate --plan writes it'),
  score: choice(
    ['first', 'last', 'max', 'sum', 'mean'],
    'Where a learner has several values: the one that counts, or their sum or mean',
  ),
  groups: texts(
    'Where groups are read from: store, report, events, or files with a learner and a group in each row',
    {
      defaultDescription: 'the store if --store is given, else the report, else events',
    },
  ),
  store: storeOption('The store of assignments, exposures and outcomes, which is only read', 'none'),
  ...SCOPE_OPTIONS,
  control: text('The name of the group that the others are compared with: --control "Group 1B"', {
    defaultDescription: 'the default group, else the first',
  }),
  exposed: choice(
    ['any', 'all', 'off'],
    'Who counts: shown any block, shown all blocks, or everybody assigned',
    { defaultDescription: 'any' },
  ),
  'not-attempted': choice(['zero', 'missing'], 'How work that was not attempted counts', {
    defaultDescription: 'zero',
  }),
  smallest: text('The smallest difference that matters: 0.02, or 0.2sd in standard deviations'),
  covariate: texts('A column of numbers known from before the experiment (repeatable)'),
  cluster: text('The column of classes or schools, whose learners resemble each other'),
  stratum: text('The column of strata, such as cohorts'),
  alpha: text('Intervals have the level 1 - alpha: 0.05 for 95 %', { defaultDescription: '0.05' }),
  adjust: choice(['holm', 'bh', 'none'], 'How several comparisons are adjusted', {
    defaultDescription: 'holm',
  }),
  looks: choice(
    ['once', 'always'],
    'Whether the verdict is read once at the end, or also while learners still come',
    {
      defaultDescription: 'once',
    },
  ),
  planned: wholeNumber('With --looks always: the number of learners at which the interval is narrowest', {
    least: 1,
    defaultDescription: '5000',
  }),
  exact: flag('Also run the randomisation test, which assigns all learners anew 9,999 times'),
  'learner-column': text('The column of learners', {
    defaultDescription: 'learner, username, user or student',
  }),
  'group-column': text('The column of groups in a file of --groups', { defaultDescription: 'group' }),
  'leave-out': path('A file of learners who do not count, such as course staff: one name per line, or CSV'),
  format: choice(['text', 'json', 'html'], 'How to report', { default: 'text' }),
};
export type AnalyzeArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

/** A plan and the name of its file. */
interface NamedPlan {
  readonly name: string;
  readonly plan: Plan;
}

export async function planIn(file: string | undefined): Promise<NamedPlan | null> {
  if (file === undefined) return null;
  const { readPlan } = await import('../../evidence.js');
  const name = basename(file);
  let written: string;
  try {
    written = readFileSync(file, 'utf8');
  } catch (error) {
    throw new FailureError(`The plan ${name} cannot be read: ${messageOf(error)}`);
  }
  return { name, plan: readPlan(written, name) };
}

export async function questionOf(
  argv: AnalyzeArguments,
  plan: Plan,
  course: Course,
  experiment: Experiment,
): Promise<AnalysisQuestion> {
  const { courseKeyOf } = await import('../../learners.js');
  const outcomes = argv.outcome.length > 0 ? argv.outcome : (plan.outcomes ?? []);
  if (outcomes.length === 0)
    throw new UsageError(
      'The outcome is missing',
      'Give a column, such as --outcome Grade, or the usage key of a problem.',
    );
  return {
    experiment,
    courseKey: courseKeyOf(course),
    columns: {
      outcomes: [...new Set(outcomes)],
      covariates: argv.covariate.length > 0 ? argv.covariate : (plan.covariates ?? []),
      cluster: argv.cluster ?? plan.cluster ?? null,
      stratum: argv.stratum ?? plan.stratum ?? null,
      learner: argv['learner-column'] ?? null,
      group: argv['group-column'] ?? null,
    },
    score: argv.score ?? plan.score ?? null,
  };
}

export async function optionsOf(argv: AnalyzeArguments, plan: Plan): Promise<AnalysisOptions> {
  const { readSmallest, USUAL_OPTIONS: usual } = await import('../../index.js');
  const written = argv.smallest ?? plan.smallest;
  const smallest = written === undefined ? null : readSmallest(written);
  if (written !== undefined && smallest === null)
    throw new UsageError(
      `--smallest "${written}" is not a difference above 0`,
      'Write --smallest 0.02 in the unit of the outcome, or --smallest 0.2sd in standard deviations.',
    );
  return {
    control: argv.control ?? plan.control ?? null,
    exposed: argv.exposed ?? plan.exposed ?? usual.exposed,
    notAttempted: argv['not-attempted'] ?? plan.notAttempted ?? usual.notAttempted,
    smallest,
    alpha: alphaOf(argv.alpha) ?? plan.alpha ?? usual.alpha,
    adjust: argv.adjust ?? plan.adjust ?? usual.adjust,
    looks: argv.looks ?? plan.looks ?? usual.looks,
    plannedLearners: argv.planned ?? plan.learners ?? null,
    exact: argv.exact === true,
  };
}

function alphaOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const alpha = Number(given);
  if (alpha > 0 && alpha < 0.5) return alpha;
  throw new UsageError(`--alpha "${given}" is not a number above 0 and below 0.5`, 'Write --alpha 0.05.');
}
