/** `olx-abtest bucket`: Open edX's stable bucketer, in which bucket a name is, and names for every bucket. */
import type { CommandModule } from 'yargs';
import { last, lastName } from '../args/option.js';
import { wholeNumber } from '../args/whole-number.js';
import { UsageError } from '../process/cli-errors.js';
import { FINE } from '../process/exit.js';
import { data } from '../terminal/output.js';

/** No name is ever in a bucket beyond: the value is a number of 32 bits. */
const VALUES = 2 ** 32;
/** A name for one of n buckets takes n tries on average, a microsecond or less each. */
const MOST_TRIES = 1e8;

export interface BucketArguments {
  readonly experiment: string;
  readonly name: string | undefined;
  readonly number: number;
  readonly buckets: readonly number[] | undefined;
  readonly abbrev: string | undefined;
  readonly 'check-only': boolean | undefined;
}

export const bucket: CommandModule<object, BucketArguments> = {
  builder: (yargs) =>
    yargs
      // As the original has it: -b takes all the numbers that follow.
      .parserConfiguration({
        'greedy-arrays': true,
        'dot-notation': false,
        'parse-positional-numbers': false,
      })
      .positional('experiment', {
        type: 'string',
        demandOption: true,
        coerce: (value: unknown) => lastName(value)!,
        describe: 'The experiment (group) name that is hashed',
      })
      .positional('name', {
        type: 'string',
        coerce: lastName,
        describe: 'The name to look at; default $USER',
      })
      .option('number', {
        alias: 'n',
        default: 2,
        requiresArg: true,
        coerce: (value: unknown) => wholeNumber('The number of buckets', last(value), 1),
        describe: 'How many buckets there are',
      })
      .option('buckets', {
        alias: 'b',
        type: 'string',
        array: true,
        requiresArg: true,
        coerce: readBuckets,
        describe: 'Make names for these buckets only; put NAME before them',
      })
      .option('abbrev', {
        alias: 'a',
        type: 'string',
        coerce: lastName,
        describe: 'Abbreviation in the names that are made; may be empty',
      })
      .option('check-only', { alias: 'c', type: 'boolean', describe: 'Only the bucket of NAME' })
      .example('$0 bucket mobile_upsell_experiment robot', 'two buckets')
      .example('$0 bucket my.flag robot -n 3 -b 0 2', 'names for two of three'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run(argv: BucketArguments): Promise<number> {
  const { findName, stableBucket } = await import('../../index.js');
  const { experiment, number: count, abbrev: short, buckets } = argv;
  const base = argv.name ?? process.env.USER ?? '';
  const isNaming = !argv['check-only'];
  if (isNaming) refuseEndless(buckets?.filter((each) => each < count) ?? null, count);
  data(`${base} is in bucket: ${stableBucket(experiment, count, base)}\n`);
  if (!isNaming) return FINE;
  data('Generated names:\n');
  for (const each of buckets ?? Array(count).keys()) {
    if (each < count) data(`    ${findName({ experiment, count, bucket: each, base, short })}\n`);
    else data(`    (Skipped ${each}, experiment only has ${count} buckets)\n`);
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
      'Say which few with -b, or look at one name with -c.',
    );
}

function readBuckets(values: readonly unknown[] | undefined): number[] | undefined {
  return values?.map((value) => wholeNumber('The bucket', value, 0));
}
