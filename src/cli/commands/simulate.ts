/** `olx-abtest simulate`: shows how large the groups will be, and which effects the experiment can detect. */
import { writeFileSync } from 'node:fs';
import type { Experiment } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { TABLE_FORMAT, text, wholeNumber } from '../args/options.js';
import { COURSE, EXPERIMENT_OPTION, oneCourse } from '../files/one-course.js';
import { FailureError, messageOf, UsageError } from '../process/cli-errors.js';
import { simulation, simulationJson, simulationTable } from '../reports/simulation.js';
import { stderr, stdout } from '../terminal/output.js';

/** Ten times the world population; more would run for hours. */
const MOST_LEARNERS = 1e11;

const POSITIONALS = { course: COURSE };
const OPTIONS = {
  learners: wholeNumber('The number of learners', {
    alias: 'n',
    least: 0,
    most: MOST_LEARNERS,
    required: 'Give a number, such as --learners 10000.',
  }),
  exposed: wholeNumber('Per cent of the learners who will be shown the content', {
    least: 1,
    most: 100,
    default: 100,
  }),
  seed: text('The seed: the same one gives the same sizes', { default: '1' }),
  experiment: EXPERIMENT_OPTION,
  plan: text('Write a plan for analyze into this new file'),
  format: TABLE_FORMAT,
};
type SimulateArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Show how large the groups will be, and the smallest effects that they can detect',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 simulate course/ --learners 10000 --seed 1', 'all experiments'],
    ['$0 simulate course/ -n 400 --experiment Tone --plan plan.json', 'and a plan for analyze'],
  ],
  run,
});

async function run({
  course,
  learners,
  exposed,
  seed,
  experiment,
  plan,
  format,
}: SimulateArguments): Promise<number> {
  const chosen = await oneCourse(course, experiment);
  if (typeof chosen === 'number') return chosen;
  if (plan !== undefined) await writePlan(plan, chosen.experiments, Math.floor((learners * exposed) / 100));
  const all = [];
  for (const each of chosen.experiments) all.push(await simulation(each, learners, seed, exposed));
  if (format === 'json') stdout(simulationJson(all, learners, seed));
  else {
    const tables = await Promise.all(all.map((each) => simulationTable(each, learners)));
    stdout(tables.join('\n'));
  }
  return chosen.exit;
}

/**
 * The smallest difference that the class can detect, in standard deviations, is a bound for what can be planned: the
 * course team puts its own in place of it.
 * @throws UsageError for several experiments, and for too few learners; FailureError for a file that exists
 */
async function writePlan(file: string, experiments: readonly Experiment[], learners: number): Promise<void> {
  const [experiment, ...others] = experiments;
  if (others.length > 0)
    throw new UsageError('A plan is for one experiment', 'Give --experiment with one of them.');
  const { expectedSizes, formatPlan, pairEffects } = await import('../../index.js');
  const smallest = pairEffects(expectedSizes(experiment!.division.choice, learners)).map(
    (each) => each.smallest,
  );
  const largest = Math.max(...smallest.map((each) => each ?? Number.NaN));
  if (!Number.isFinite(largest))
    throw new UsageError(`${learners} learners are too few for a plan`, 'Give more --learners.');
  const text = formatPlan({
    experiment: experiment!.key,
    outcomes: ['Grade'],
    learners,
    smallest: `${largest.toFixed(2)}sd`,
    alpha: 0.05,
    exposed: 'any',
    notAttempted: 'zero',
    covariates: [],
    adjust: 'holm',
    looks: 'once',
  });
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new FailureError(`The file "${file}" exists already`, 'Give a new file.');
    throw new FailureError(`The plan cannot be written: ${messageOf(error)}`);
  }
  stderr(
    `olx-abtest: wrote ${messageOf(file)}: put in your outcome and the smallest difference that matters to you\n`,
  );
}
