/** `olx-abtest flag evaluate`: shows the bucket of a learner, and why, step by step. */

import type { BucketExplanation, FlagRequest, FlagServices } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { flag, TABLE_FORMAT, text, texts, wholeNumber } from '../args/options.js';
import { FINE, UsageError } from '../process/cli-errors.js';
import { jsonOf, tableOf } from '../reports/rows.js';
import { reading } from '../stores/open-data-store.js';
import { storeOption } from '../stores/open-store.js';
import { stdout } from '../terminal/output.js';

/** More than a flag can sensibly have. */
const MOST_BUCKETS = 1000;

const OPTIONS = {
  user: text('The username; default: not logged in'),
  course: text('The course key; without it overrides and window do not apply'),
  buckets: wholeNumber('The number of buckets', { least: 1, most: MOST_BUCKETS, default: 2 }),
  'experiment-id': wholeNumber('The experiment whose enrolment window applies', { least: 0 }),
  'course-aware': flag('Bucket learners separately in each course', { default: true }),
  staff: flag('The learner is staff'),
  superuser: flag('The learner is a superuser'),
  group: texts('A group of the learner (repeatable)'),
  language: text("The request's language code"),
  query: text("The request's query: dwft_<flag>=1"),
  cookie: texts('A cookie, name=value (repeatable)'),
  enrolled: text('When the learner enrolled; default: not enrolled'),
  at: text('The time of the evaluation; default: now'),
  roll: text('The roll for percentages, 0 to 100; default: random'),
  store: storeOption(),
  format: TABLE_FORMAT,
};
const POSITIONALS = {
  name: text('The full name of the main flag', { required: 'Give the name of a flag.' }),
};
type FlagEvaluateArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Explain step by step which bucket a learner is in',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 flag evaluate experiments.video --user ada --course course-v1:a+b+c', 'the bucket of ada, and why'],
  ],
  run,
});

async function run(argv: FlagEvaluateArguments): Promise<number> {
  const { ExperimentFlag, explainBucket, FlagContext, FlagSource } = await import('../../flags.js');
  const services = await servicesOf(argv);
  const request = requestOf(argv);
  const main = orUsage(
    () =>
      new ExperimentFlag(argv.name, 'command line', {
        numBuckets: argv.buckets,
        experimentId: argv['experiment-id'] ?? null,
        useCourseAwareBucketing: argv['course-aware'] ?? true,
      }),
  );
  return reading(argv.store, async ({ data: stored }) => {
    const context = new FlagContext(await new FlagSource(stored).current(), request, services);
    const explanation = orUsage(() => explainBucket(main, context, argv.course));
    stdout(
      argv.format === 'json'
        ? jsonOf({ evaluation: { flag: argv.name, ...explanation } })
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
  const { readInstant } = await import('../../internal/learners.js');
  const moment = (name: string, text: string): number => {
    const time = readInstant(text);
    if (time !== null) return time;
    throw new UsageError(`${name} "${text}" is not a date`, 'Write 2026-01-31 or 2026-01-31T12:00:00Z.');
  };
  const rolled = roll === undefined ? null : Number(roll);
  if (rolled !== null && !(rolled >= 0 && rolled <= 100))
    throw new UsageError(`--roll "${roll}" is not a number from 0 to 100`);
  return {
    ...(enrolled === undefined ? {} : { enrolledAt: () => new Date(moment('--enrolled', enrolled)) }),
    ...(at === undefined ? {} : { now: constant(moment('--at', at)) }),
    ...(rolled === null ? {} : { random: () => rolled / 100 }),
  };
}

function constant<T>(value: T): () => T {
  return () => value;
}

/** Errors of the pure functions are errors on the command line. */
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
    ['step', 'result'],
    steps.map(({ step, says }) => [step, says]),
  );
}
