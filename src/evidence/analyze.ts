/** Which variant taught better: outcomes joined to groups, gates, effects and a verdict. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import { didYouMean } from '../diagnostics/nearest.js';
import { requireKnownOptions } from '../diagnostics/options.js';
import type { Course } from '../olx/course/course.js';
import { balanceOf } from './gates/balance.js';
import { sizesGate } from './gates/sizes.js';
import { type AnalysisOptions, checkOptions } from './options.js';
import { deviationsFrom, type Plan, planOf } from './plan.js';
import { checkQuestion, type Question } from './question.js';
import type { Analysis, Balance, OutcomeResult, PlanCheck } from './result/analysis.js';
import { compareOutcomes } from './result/compare.js';
import { type Counted, controlIndex, countPeople } from './result/counting.js';
import { checkSources, type Gathered, gather, type Sources } from './sources/gather.js';
import { distrustOf } from './words/distrust.js';
import { methodsText } from './words/methods.js';
import { notesOf } from './words/notes.js';

export interface Analysing {
  readonly course: Course;
  readonly question: Question;
  readonly sources: Sources;
  readonly options: AnalysisOptions;
  /** What was decided before, and the name of its file; `null` without a plan. */
  readonly plan: { readonly name: string; readonly plan: Plan } | null;
  /** The version of olx-abtest, for the methods. */
  readonly version: string;
}

const ANALYSING = {
  course: true,
  question: true,
  sources: true,
  options: true,
  plan: true,
  version: true,
} as const;

/**
 * Joins outcomes to groups and compares the groups. Nothing is stored, and no name of a learner is in the result.
 * @throws AbtestError `bad-argument` for a column, problem or group that is not there, and where no learner has both a
 *   group and an outcome; `not-found`, `not-readable` for files, `store-…` for the store
 * @example
 * const { outcomes } = await analyze({ ...asked, options: { ...USUAL_OPTIONS, control: 'Warm' } });
 * console.log(outcomes[0].comparisons[0].verdict.kind); // → cannot-tell
 */
export async function analyze(analysing: Analysing): Promise<Analysis> {
  requireKnownOptions('analyze', analysing, ANALYSING);
  checkOptions(analysing.options);
  checkQuestion(analysing.question);
  checkSources(analysing.sources);
  refuseKnownAfter(analysing.question);
  const { course, question, sources, options, plan, version } = analysing;
  const { experiment } = question;
  const control = controlOf(question, options);
  const gathered = await gather(course, question, sources);
  const counted = countPeople(gathered, experiment, options);
  requireOverlap(gathered, counted, question);
  const byCluster = question.columns.cluster !== null;
  const { inClusters, odd, ...ratio } = sizesGate(counted, experiment, gathered.portions, {
    byCluster,
    looks: options.looks,
  });
  const outcomes = compareOutcomes({ question, options, gathered, counted, control, ratio, odd });
  const check = plan === null ? null : checkPlan(analysing, plan, outcomes);
  const effects = outcomes.flatMap(({ comparisons }) => comparisons.map(({ effect }) => effect));
  return {
    version: 1,
    experiment: experiment.name,
    key: experiment.key,
    course: question.courseKey ?? course.label,
    control: counted.groups[control]!.group,
    groupsFrom: gathered.groupsFrom,
    denominator: counted.denominator,
    counts: counted.groups,
    leftOut: counted.leftOut,
    notAttempted: options.notAttempted,
    ratio,
    balance: balances(question, counted, control),
    outcomes,
    plan: check,
    notes: notesOf({ question, options, counted, gathered, outcomes, inClusters }),
    methods: methodsText({
      options,
      score: question.score,
      groupsFrom: gathered.groupsFrom,
      denominator: counted.denominator,
      learners: counted.groups.reduce((sum, { counted: count }) => sum + count, 0),
      comparisons: effects.length,
      effects,
      ratio: ratio.assigned,
      distrust: [
        ...new Set(outcomes.flatMap((each) => distrustOf({ ratio, odd }, each.outcome, each.missing))),
      ],
      covariates: question.columns.covariates,
      cluster: question.columns.cluster,
      stratum: question.columns.stratum,
      plan: check,
      version,
    }),
  };
}

/** A covariate is known before the experiment, an outcome after it. */
function refuseKnownAfter({ columns: { outcomes, covariates } }: Question): void {
  const both = covariates.find((each) => outcomes.includes(each));
  if (both === undefined) return;
  throw new AbtestError('bad-argument', `"${both}" is an outcome and a covariate`, {
    hint: 'Give a covariate that was known before the experiment, such as an earlier grade.',
  });
}

function checkPlan(
  { question, options }: Analysing,
  { name, plan }: { readonly name: string; readonly plan: Plan },
  outcomes: readonly OutcomeResult[],
): PlanCheck {
  const { name: experiment, key } = question.experiment;
  const made = planOf(plan.experiment === key ? key : experiment, question.columns, question.score, options);
  const learners = outcomes.map(({ groups }) => groups.reduce((sum, each) => sum + each.withOutcome, 0));
  return { plan: name, deviations: deviationsFrom(plan, made, Math.min(...learners)) };
}

/** In a hint. */
const MOST_NAMES = 10;

function controlOf({ experiment }: Question, { control }: AnalysisOptions): number {
  const index = controlIndex(experiment, control);
  if (index !== null) return index;
  const names = experiment.division.groups.map(({ name }) => name);
  throw new AbtestError('bad-argument', `The experiment has no group "${control}"`, {
    hint:
      didYouMean(control!, names) ||
      `Use one of: ${names
        .slice(0, MOST_NAMES)
        .map((name) => `"${name}"`)
        .join(', ')}${names.length > MOST_NAMES ? ', …' : ''}.`,
  });
}

/** @throws AbtestError `bad-argument` when no learner has a group */
function requireOverlap(
  { people, groupsFrom }: Gathered,
  { groups, leftOut }: Counted,
  question: Question,
): void {
  const { name } = question.experiment;
  if (people.count === 0)
    throw new AbtestError(
      'bad-argument',
      leftOut.named === 0
        ? 'No source has a row with a learner'
        : `All ${leftOut.named} learners are named among those to leave out`,
      { hint: 'Give the outcomes and groups of the learners who count.' },
    );
  if (groups.some(({ assigned }) => assigned > 0)) {
    if (groups.some(({ counted }) => counted > 0)) return;
    throw new AbtestError(
      'bad-argument',
      `None of the learners of experiment "${name}" was shown its content`,
      {
        hint: 'Give --exposed off to count everybody who was assigned.',
      },
    );
  }
  const gone =
    leftOut.groupGone > 0 ? `; ${leftOut.groupGone} have a group that the course does not have` : '';
  throw new AbtestError(
    'bad-argument',
    `None of the ${people.count} learners has a group of experiment "${name}" in ${groupsFrom}${gone}`,
    { hint: 'Give the groups of this experiment and course, with --groups, --store or --scope.' },
  );
}

function balances({ columns }: Question, { people, groups }: Counted, control: number): Balance[] {
  const of = (index: number) => ({ group: groups[index]!.group, people: people[index]! });
  return columns.covariates.flatMap((covariate, place) =>
    groups.flatMap(({ counted }, index) =>
      index === control || counted === 0
        ? []
        : [balanceOf(covariate, columns.outcomes.length + place, of(index), of(control))],
    ),
  );
}
