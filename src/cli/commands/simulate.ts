/** `olx-abtest simulate`: shows how large the groups will be, and which effects the experiment can detect. */
import { type Arguments, defineCommand } from '../args/command.js';
import { TABLE_FORMAT, text, wholeNumber } from '../args/options.js';
import { COURSE, EXPERIMENT_OPTION, oneCourse } from '../files/one-course.js';
import { simulation, simulationJson, simulationTable } from '../reports/simulation.js';
import { stdout } from '../terminal/output.js';

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
  format: TABLE_FORMAT,
};
type SimulateArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Show how large the groups will be, and the smallest effects that they can detect',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [['$0 simulate course/ --learners 10000 --seed 1', 'all experiments']],
  run,
});

async function run({
  course,
  learners,
  exposed,
  seed,
  experiment,
  format,
}: SimulateArguments): Promise<number> {
  const chosen = await oneCourse(course, experiment);
  if (typeof chosen === 'number') return chosen;
  const all = [];
  for (const each of chosen.experiments) all.push(await simulation(each, learners, seed, exposed));
  if (format === 'json') stdout(simulationJson(all, learners, seed));
  else {
    const tables = await Promise.all(all.map((each) => simulationTable(each, learners)));
    stdout(tables.join('\n'));
  }
  return chosen.exit;
}
