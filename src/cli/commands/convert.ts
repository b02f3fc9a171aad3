/** `olx-abtest convert`: carries the A/B blocks of a course over to the other tag, or repairs them. */
import { dirname, resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import type { Conversion, ConvertOptions, Course } from '../../index.js';
import { last } from '../args/option.js';
import { readPaths } from '../files/reading.js';
import { UsageError } from '../process/cli-errors.js';
import { FINDINGS, FINE } from '../process/exit.js';
import { data, words } from '../terminal/output.js';
import { paintFor } from '../terminal/paint.js';

const TAGS = ['split_test', 'abtest'] as const;
const FORMATS = ['pretty', 'json'] as const;
const WEIGHTS = ['refuse', 'slots'] as const;

export interface ConvertArguments {
  readonly course: string;
  readonly to: (typeof TAGS)[number] | undefined;
  readonly repair: boolean | undefined;
  readonly out: string | undefined;
  readonly 'in-place': boolean | undefined;
  readonly 'dry-run': boolean | undefined;
  readonly force: boolean | undefined;
  readonly weights: (typeof WEIGHTS)[number];
  readonly tolerance: string;
  readonly 'max-slots': number;
  readonly states: string | undefined;
  readonly tags: string | undefined;
  readonly format: (typeof FORMATS)[number];
}

export const convert: CommandModule<object, ConvertArguments> = {
  builder: (yargs) =>
    yargs
      .positional('course', {
        type: 'string',
        demandOption: true,
        describe: 'A course directory, or a .tar.gz',
      })
      .option('to', {
        choices: TAGS,
        requiresArg: true,
        coerce: last<(typeof TAGS)[number]>,
        describe: 'The tag to convert to',
      })
      .option('repair', {
        type: 'boolean',
        describe: 'Add units for missing groups, drop map entries without a child',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        coerce: last<string>,
        describe: 'Where to write: a directory, or a .tar.gz',
      })
      .option('in-place', { type: 'boolean', describe: 'Replace the course itself' })
      .option('dry-run', { type: 'boolean', describe: 'Write nothing; show what would differ' })
      .option('force', { type: 'boolean', describe: 'Replace a course that is at --out already' })
      .option('weights', {
        choices: WEIGHTS,
        default: 'refuse' as const,
        requiresArg: true,
        coerce: last<(typeof WEIGHTS)[number]>,
        describe: 'Unequal portions: refuse them, or repeat groups in slots',
      })
      .option('tolerance', {
        type: 'string',
        default: '0',
        requiresArg: true,
        coerce: last<string>,
        describe: 'By how much a share in slots may be off',
      })
      .option('max-slots', {
        type: 'number',
        default: 100,
        requiresArg: true,
        coerce: (value: unknown) => readMaxSlots(last(value)),
        describe: 'The most slots for one experiment',
      })
      .option('states', {
        type: 'string',
        requiresArg: true,
        coerce: last<string>,
        describe: 'Exported states of learners, CSV or JSON lines',
      })
      .option('tags', {
        type: 'string',
        requiresArg: true,
        coerce: last<string>,
        describe: 'Where the course tags go that keep them: .csv or .jsonl',
      })
      .option('format', {
        choices: FORMATS,
        default: 'pretty' as const,
        requiresArg: true,
        coerce: last<(typeof FORMATS)[number]>,
        describe: 'How to report',
      })
      .check((argv) => {
        checkUsage(argv as unknown as ConvertArguments);
        return true;
      })
      .example('$0 convert course/ --to split_test --out new/', 'a copy')
      .example('$0 convert course.tar.gz --to abtest --dry-run', 'only look'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

function checkUsage({ to, repair, out, states, tags, ...argv }: ConvertArguments): void {
  if (to === undefined && !repair)
    throw new UsageError('Neither --to nor --repair is given', 'Write --to split_test, for example.');
  const ways = [out !== undefined, argv['in-place'] === true, argv['dry-run'] === true].filter(Boolean);
  if (ways.length !== 1)
    throw new UsageError(
      'One of --out, --in-place and --dry-run is needed',
      'Write --dry-run to see what would be done.',
    );
  if ((states === undefined) !== (tags === undefined))
    throw new UsageError('--states and --tags belong together', 'Give both or none.');
  if (states !== undefined && to !== 'split_test')
    throw new UsageError('--states needs --to split_test', 'Only split_test has course tags.');
  if (tags !== undefined && !/\.(csv|jsonl)$/.test(tags))
    throw new UsageError(`"${tags}" is neither .csv nor .jsonl`, 'Name the file by its format.');
}

function readMaxSlots(value: unknown): number {
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= 10_000) return count;
  throw new UsageError(
    '--max-slots is not a whole number from 1 to 10000',
    'Write --max-slots 100, for example.',
  );
}

async function run(argv: ConvertArguments): Promise<number> {
  const { convertCourse, writeCourse } = await import('../../index.js');
  const { readings, exit } = await readPaths([argv.course]);
  const [reading] = readings;
  if (reading === undefined) return exit;
  const { course, courses } = reading.loaded;
  if (courses.length > 1)
    throw new UsageError(`There are ${courses.length} courses at "${argv.course}"`, 'Give one of them.');
  // The course may lie below the path that was given.
  const source = resolve(course.label);
  const options: ConvertOptions = {
    ...(argv.to && { to: argv.to }),
    repair: argv.repair === true,
    weights: argv.weights,
    tolerance: argv.tolerance,
    maxSlots: argv['max-slots'],
  };
  const conversion = convertCourse(course, options);
  if (conversion.refused) {
    await report(argv, course, conversion);
    return FINDINGS;
  }
  if (argv.states !== undefined && argv.tags !== undefined)
    await checkTagFiles(argv.states, argv.tags, argv.force === true);
  if (argv['in-place']) await writeCourse(source, conversion, source, { force: true });
  else if (argv.out !== undefined)
    await writeCourse(source, conversion, argv.out, { force: argv.force === true });
  if (argv.states !== undefined && argv.tags !== undefined)
    await writeTags(argv, conversion, argv.states, argv.tags);
  await report(argv, course, conversion);
  return FINE;
}

/** The report goes to stdout; with `--dry-run` the diff comes first. */
async function report(argv: ConvertArguments, course: Course, conversion: Conversion): Promise<void> {
  const { conversionJson, diffConversion, formatConversion } = await import('../../index.js');
  if (argv.format === 'json') {
    data(conversionJson(conversion));
    return;
  }
  if (argv['dry-run']) for (const piece of diffConversion(course, conversion)) data(`${piece}\n`);
  data(formatConversion(conversion, await paintFor(process.stdout)));
}

/** Before anything is written: what would keep the course tags from being written. */
async function checkTagFiles(states: string, tags: string, force: boolean): Promise<void> {
  const { accessSync, constants, createReadStream, existsSync } = await import('node:fs');
  const { AbtestError, readStates } = await import('../../index.js');
  try {
    accessSync(states, constants.R_OK);
  } catch (cause) {
    throw new AbtestError('not-readable', `The states "${states}" cannot be read`, {
      hint: 'Check the path.',
      cause,
    });
  }
  if (existsSync(tags) && !force) {
    const hint = 'Give another file, or --force.';
    throw new AbtestError('not-writable', `"${tags}" is there already`, { hint });
  }
  if (!existsSync(dirname(resolve(tags))))
    throw new AbtestError('not-writable', `There is no folder for "${tags}"`, { hint: 'Make it first.' });
  // The header is read, and complains if it is none.
  for await (const _ of readStates(createReadStream(states))) break;
}

/** Streams the states through; the file appears when it is complete. */
async function writeTags(
  argv: ConvertArguments,
  conversion: Conversion,
  states: string,
  tags: string,
): Promise<void> {
  const [{ createReadStream, createWriteStream }, { rename, rm }, { pipeline }, { Readable }, door] =
    await Promise.all([
      import('node:fs'),
      import('node:fs/promises'),
      import('node:stream/promises'),
      import('node:stream'),
      import('../../index.js'),
    ]);
  const { AbtestError, courseTags, formatTags, newTagCounts, readStates, tagSummary } = door;
  const counts = newTagCounts();
  const rows = courseTags(conversion.experiments, readStates(createReadStream(states)), counts);
  const text = Readable.from(formatTags(rows, tags.endsWith('.csv') ? 'csv' : 'jsonl'));
  if (argv['dry-run']) {
    for await (const _ of text);
    words(tagSummary(counts));
    return;
  }
  const aside = `${tags}.${process.pid}.tmp`;
  try {
    await pipeline(text, createWriteStream(aside));
    await rename(aside, tags);
  } catch (cause) {
    await rm(aside, { force: true });
    throw new AbtestError('not-writable', `The course tags cannot be written: ${(cause as Error).message}`, {
      cause,
    });
  }
  words(tagSummary(counts));
}
