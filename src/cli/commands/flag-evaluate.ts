/** `olx-abtest flag evaluate`: in which bucket a learner is, and why, step by step. */
import type { CommandModule } from 'yargs';
import type { BucketExplanation, FlagRequest, FlagServices } from '../../index.js';
import { last, lastName, names } from '../args/option.js';
import { wholeNumber } from '../args/whole-number.js';
import { UsageError } from '../process/cli-errors.js';
import { FINE } from '../process/exit.js';
import {
  jsonOf,
  reading,
  TABLE_FORMAT_OPTION,
  type TableFormat,
  tableOf,
} from '../stores/open-data-store.js';
import { STORE_OPTION } from '../stores/open-store.js';
import { data } from '../terminal/output.js';

export interface FlagEvaluateArguments {
  readonly name: string;
  readonly user: string | undefined;
  readonly course: string | undefined;
  readonly buckets: string;
  readonly 'experiment-id': string | undefined;
  readonly 'course-aware': boolean;
  readonly staff: boolean | undefined;
  readonly superuser: boolean | undefined;
  readonly group: readonly string[];
  readonly language: string | undefined;
  readonly query: string | undefined;
  readonly cookie: readonly string[];
  readonly enrolled: string | undefined;
  readonly at: string | undefined;
  readonly roll: string | undefined;
  readonly store: string | undefined;
  readonly format: TableFormat;
}

const TEXT = { type: 'string', requiresArg: true, coerce: lastName } as const;
const TEXTS = {
  type: 'string',
  array: true,
  default: [] as string[],
  requiresArg: true,
  coerce: names,
} as const;

export const flagEvaluate: CommandModule<object, FlagEvaluateArguments> = {
  command: 'evaluate <name>',
  describe: 'Explain step by step why a learner is in which bucket',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', demandOption: true, describe: 'The full name of the main flag' })
      .option('user', { ...TEXT, describe: 'The username; without one, nobody is logged in' })
      .option('course', { ...TEXT, describe: 'The course key; without one, no override and no window' })
      .option('buckets', { ...TEXT, default: '2', coerce: last<string>, describe: 'How many there are' })
      .option('experiment-id', { ...TEXT, describe: 'Whose enrolment window counts' })
      .option('course-aware', { type: 'boolean', default: true, describe: 'Whether each course draws anew' })
      .option('staff', { type: 'boolean', describe: 'The learner is staff' })
      .option('superuser', { type: 'boolean', describe: 'The learner is a superuser' })
      .option('group', {
        ...TEXTS,
        defaultDescription: 'none',
        describe: 'A group of the learner (repeatable)',
      })
      .option('language', { ...TEXT, describe: "The request's language code" })
      .option('query', { ...TEXT, describe: "The request's query: dwft_<flag>=1" })
      .option('cookie', {
        ...TEXTS,
        defaultDescription: 'none',
        describe: 'A cookie, name=value (repeatable)',
      })
      .option('enrolled', { ...TEXT, describe: 'When the learner enrolled; default: not enrolled' })
      .option('at', { ...TEXT, describe: 'The moment to look from; default: now' })
      .option('roll', {
        ...TEXT,
        describe: 'How the dice for percentages fall, 0 to 100; default: by chance',
      })
      .option('store', STORE_OPTION)
      .option('format', TABLE_FORMAT_OPTION)
      .example('$0 flag evaluate experiments.video --user ada --course course-v1:a+b+c', 'why ada sees what'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run(argv: FlagEvaluateArguments): Promise<number> {
  const { ExperimentFlag, explainBucket, FlagContext, FlagSource } = await import('../../index.js');
  const id = argv['experiment-id'];
  const buckets = wholeNumber('--buckets', argv.buckets, 1);
  if (buckets > 1000)
    throw new UsageError(`--buckets ${buckets} are more than a flag can sensibly have`, 'Give up to 1000.');
  const services = await servicesOf(argv);
  const request = requestOf(argv);
  const flag = orUsage(
    () =>
      new ExperimentFlag(argv.name, 'command line', {
        numBuckets: buckets,
        experimentId: id === undefined ? null : wholeNumber('--experiment-id', id, 0),
        useCourseAwareBucketing: argv['course-aware'],
      }),
  );
  return reading(argv.store, async ({ data: stored }) => {
    const context = new FlagContext(await new FlagSource(stored).current(), request, services);
    const explanation = orUsage(() => explainBucket(flag, context, argv.course));
    data(
      argv.format === 'json'
        ? jsonOf('evaluation', { flag: argv.name, ...explanation })
        : await tableText(explanation),
    );
    return FINE;
  });
}

function requestOf({
  user,
  staff,
  superuser,
  group,
  language,
  query,
  cookie,
}: FlagEvaluateArguments): FlagRequest {
  const cookies = cookie.map((each) => {
    const equals = each.indexOf('=');
    if (equals < 1) throw new UsageError(`--cookie "${each}" is not name=value`);
    return [each.slice(0, equals), each.slice(equals + 1)] as const;
  });
  const who = { is_staff: staff ?? false, is_superuser: superuser ?? false, groups: group };
  return {
    user: user === undefined ? null : { id: user, username: user, ...who },
    language: language ?? null,
    query: new URLSearchParams(query ?? ''),
    cookies: new Map(cookies),
  };
}

async function servicesOf({ enrolled, at, roll }: FlagEvaluateArguments): Promise<FlagServices> {
  const { readInstant } = await import('../../index.js');
  const moment = (name: string, text: string): number => {
    const time = readInstant(text);
    if (time !== null) return time;
    throw new UsageError(`${name} "${text}" is not a date`, 'Write 2026-01-31 or 2026-01-31T12:00:00Z.');
  };
  const rolled = roll === undefined ? null : Number(roll);
  if (rolled !== null && !(rolled >= 0 && rolled <= 100))
    throw new UsageError(`--roll "${roll}" is not 0 to 100`);
  return {
    ...(enrolled === undefined ? {} : { enrolledAt: () => new Date(moment('--enrolled', enrolled)) }),
    ...(at === undefined ? {} : { now: constant(moment('--at', at)) }),
    ...(rolled === null ? {} : { random: () => rolled / 100 }),
  };
}

function constant<T>(value: T): () => T {
  return () => value;
}

/** What the pure parts refuse was written on the command line. */
function orUsage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

async function tableText({ steps }: BucketExplanation): Promise<string> {
  return tableOf(
    ['step', 'what is found'],
    steps.map(({ step, says }) => [step, says]),
  );
}
