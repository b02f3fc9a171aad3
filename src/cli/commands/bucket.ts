/** `olx-abtest bucket`: Open edX's stable bucketer, in which bucket a name is, and names for every bucket. */
import { type Arguments, defineCommand } from '../args/command.js';
import { emptyText, flag, text, wholeNumber, wholeNumbers } from '../args/options.js';
import { FINE, UsageError } from '../process/cli-errors.js';
import { stdout } from '../terminal/output.js';

/** No name is ever in a bucket beyond: the value is a number of 32 bits. */
const VALUES = 2 ** 32;
/** A name for one of n buckets takes n tries on average, a microsecond or less each. */
const MOST_TRIES = 1e8;

const POSITIONALS = {
  experiment: text('The experiment (group) name that is hashed', {
    required: 'Give the name of an experiment.',
  }),
  name: text('The name to look at; default $USER'),
};
const OPTIONS = {
  number: wholeNumber('How many buckets there are', { alias: 'n', least: 1, default: 2 }),
  buckets: wholeNumbers('Make names for these buckets only; put NAME before them', { alias: 'b', least: 0 }),
  abbrev: emptyText('Abbreviation in the names that are made; may be empty', { alias: 'a' }),
  'check-only': flag('Only the bucket of NAME', { alias: 'c' }),
};
type BucketArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Show the stable bucket of a name, and make names for every bucket',
  positionals: POSITIONALS,
  options: OPTIONS,
  // As in the original: -b takes all the numbers that follow.
  takesAllThatFollow: true,
  examples: [
    ['$0 bucket mobile_upsell_experiment robot', 'two buckets'],
    ['$0 bucket my.flag robot -n 3 -b 0 2', 'names for two of three'],
  ],
  run,
});

async function run(argv: BucketArguments): Promise<number> {
  const { findName, stableBucket } = await import('../../index.js');
  const { experiment, number: count, abbrev: short, buckets } = argv;
  const base = argv.name ?? process.env.USER ?? '';
  const isNaming = !argv['check-only'];
  if (isNaming) refuseEndless(buckets?.filter((each) => each < count) ?? null, count);
  stdout(`${base} is in bucket: ${stableBucket(experiment, count, base)}\n`);
  if (!isNaming) return FINE;
  stdout('Generated names:\n');
  for (const each of buckets ?? Array(count).keys()) {
    if (each < count) stdout(`    ${findName({ experiment, count, bucket: each, base, short })}\n`);
    else stdout(`    (Skipped ${each}, experiment only has ${count} buckets)\n`);
  }
  return FINE;
}

/** @param wanted the buckets that names are made for; `null` for all */
function refuseEndless(wanted: readonly number[] | null, count: number): void {
  const unreachable = wanted?.find((each) => each >= VALUES);
  if (unreachable !== undefined)
    throw new UsageError(
      `No name is ever in bucket ${unreachable}`,
      `The last bucket that a name can be in is ${VALUES - 1}.`,
    );
  const searches = wanted?.length ?? count;
  if (searches * count > MOST_TRIES)
    throw new UsageError(
      `To find names for ${searches} of ${count} buckets would take too long`,
      'Name a few with -b, or look at one name with -c.',
    );
}
