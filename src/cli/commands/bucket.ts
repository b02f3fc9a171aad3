/** `olx-abtest bucket`: Open edX's stable bucketer: the bucket of a name, and names for every bucket. */
import { type Arguments, defineCommand } from '../args/command.js';
import { emptyText, flag, text, wholeNumber, wholeNumbers } from '../args/options.js';
import { FINE, UsageError } from '../process/cli-errors.js';
import { stdout } from '../terminal/output.js';

/** No name is in a bucket beyond these: the hashed value is a 32-bit number. */
const VALUES = 2 ** 32;
/** Finding a name for one of n buckets takes n tries on average, a microsecond or less each. */
const MOST_TRIES = 1e8;

const POSITIONALS = {
  experiment: text('The experiment (group) name that is hashed', {
    required: 'Give the name of an experiment.',
  }),
  name: text('The name to find the bucket of; default $USER'),
};
const OPTIONS = {
  number: wholeNumber('The number of buckets', { alias: 'n', least: 1, default: 2 }),
  buckets: wholeNumbers('Generate names for these buckets only; put NAME before them', {
    alias: 'b',
    least: 0,
  }),
  abbrev: emptyText('Abbreviation in the generated names; may be empty', { alias: 'a' }),
  'check-only': flag('Print only the bucket of NAME', { alias: 'c' }),
};
type BucketArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Show the stable bucket of a name, and generate names for every bucket',
  positionals: POSITIONALS,
  options: OPTIONS,
  // As in the original, -b takes all numbers that follow.
  takesAllThatFollow: true,
  examples: [
    ['$0 bucket mobile_upsell_experiment robot', 'two buckets'],
    ['$0 bucket my.flag robot -n 3 -b 0 2', 'names for two of three'],
  ],
  run,
});

async function run(argv: BucketArguments): Promise<number> {
  const { findUsername, stableBucket } = await import('../../learners.js');
  const { experiment, number: count, abbrev: short, buckets } = argv;
  const base = argv.name ?? process.env.USER ?? '';
  const isNaming = !argv['check-only'];
  if (isNaming) refuseEndless(buckets?.filter((each) => each < count) ?? null, count);
  stdout(`${base} is in bucket: ${stableBucket(experiment, count, base)}\n`);
  if (!isNaming) return FINE;
  stdout('Generated names:\n');
  for (const each of buckets ?? Array(count).keys()) {
    if (each < count) stdout(`    ${findUsername({ experiment, count, bucket: each, base, short })}\n`);
    else stdout(`    (Skipped ${each}, experiment only has ${count} buckets)\n`);
  }
  return FINE;
}

/** @param wanted the buckets to generate names for; `null` for all */
function refuseEndless(wanted: readonly number[] | null, count: number): void {
  const unreachable = wanted?.find((each) => each >= VALUES);
  if (unreachable !== undefined)
    throw new UsageError(`No name can be in bucket ${unreachable}`, `Give a bucket from 0 to ${VALUES - 1}.`);
  const searches = wanted?.length ?? count;
  if (searches * count > MOST_TRIES)
    throw new UsageError(
      `Finding names for ${searches} of ${count} buckets would take too long`,
      'Give a few with -b, or find the bucket of one name with -c.',
    );
}
