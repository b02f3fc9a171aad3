/** `olx-abtest simulate`: how large the groups will be, and what the experiment can find out. */
import type { CommandModule } from 'yargs';
import { last, lastName } from '../args/option.js';
import { wholeNumber } from '../args/whole-number.js';
import { COURSE, EXPERIMENT_OPTION, oneCourse } from '../files/one-course.js';
import { UsageError } from '../process/cli-errors.js';
import { simulation, simulationJson, simulationTable } from '../reports/simulation.js';
import { data } from '../terminal/output.js';

const FORMATS = ['table', 'json'] as const;
type Format = (typeof FORMATS)[number];
/** Ten times the people there are; more would only run for hours. */
const MOST_LEARNERS = 1e11;

export interface SimulateArguments {
  readonly course: string;
  readonly learners: number;
  readonly seed: string;
  readonly experiment: string | undefined;
  readonly format: Format;
}

export const simulate: CommandModule<object, SimulateArguments> = {
  builder: (yargs) =>
    yargs
      .positional('course', COURSE)
      .option('learners', {
        alias: 'n',
        demandOption: 'Say how many learners there will be: --learners 10000',
        requiresArg: true,
        coerce: (value: unknown) => readLearners(last(value)),
        describe: 'How many learners there will be',
      })
      .option('seed', {
        type: 'string',
        default: '1',
        requiresArg: true,
        coerce: (value: unknown) => lastName(value)!,
        describe: 'The same seed gives the same sizes',
      })
      .option('experiment', EXPERIMENT_OPTION)
      .option('format', {
        choices: FORMATS,
        default: 'table' as Format,
        requiresArg: true,
        coerce: last<Format>,
        describe: 'A table for people, or JSON for programs',
      })
      .example('$0 simulate course/ --learners 10000 --seed 1', 'all experiments'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run({ course, learners, seed, experiment, format }: SimulateArguments): Promise<number> {
  const chosen = await oneCourse(course, experiment);
  if (typeof chosen === 'number') return chosen;
  const all = [];
  for (const each of chosen.experiments) all.push(await simulation(each, learners, seed));
  if (format === 'json') data(simulationJson(all, learners, seed));
  else {
    const tables = await Promise.all(all.map((each) => simulationTable(each, learners)));
    data(tables.join('\n'));
  }
  return chosen.exit;
}

function readLearners(value: unknown): number {
  const learners = wholeNumber('--learners', value, 0);
  if (learners <= MOST_LEARNERS) return learners;
  throw new UsageError(`--learners ${learners} is more than ${MOST_LEARNERS}`);
}
