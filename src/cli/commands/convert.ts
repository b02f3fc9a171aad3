/** `olx-abtest convert`: carries the A/B blocks of a course over to the other tag, or repairs them. */

import { dirname, resolve } from 'node:path';
import type { Conversion, ConvertOptions, Course } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { choice, flag, path, text, texts, wholeNumber } from '../args/options.js';
import { readOneCourse } from '../files/one-course.js';
import { FINDINGS, FINE, UsageError } from '../process/cli-errors.js';
import { stderr, stdout } from '../terminal/output.js';
import { paintFor } from '../terminal/paint.js';

const TAGS = ['split_test', 'abtest'] as const;
const FORMATS = ['pretty', 'json'] as const;
const WEIGHTS = ['refuse', 'slots'] as const;

const POSITIONALS = {
  course: path('A course directory, or a .tar.gz', {
    required: 'Give a course, or "." for the current directory.',
  }),
};
const OPTIONS = {
  to: choice(TAGS, 'The tag to convert to'),
  repair: flag('Add units for missing groups, drop map entries without a child'),
  out: path('Where to write: a directory, or a .tar.gz'),
  'in-place': flag('Replace the course itself'),
  'dry-run': flag('Write nothing; show what would differ'),
  force: flag('Replace a course that is at --out already'),
  weights: choice(WEIGHTS, 'Unequal portions: refuse them, or repeat groups in slots', { default: 'refuse' }),
  tolerance: text('By how much a share in slots may be off', { default: '0' }),
  'max-slots': wholeNumber('The most slots for one experiment', { least: 1, most: 10_000, default: 100 }),
  id: texts('NAME=N: the id of an experiment, or of a group as EXPERIMENT/GROUP, where its own is taken'),
  states: path('Exported states of learners, CSV or JSON lines'),
  tags: path('Where the course tags go that keep them: .csv or .jsonl'),
  format: choice(FORMATS, 'How to report', { default: 'pretty' }),
};
type ConvertArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Convert abtest to split_test or back, or repair split_tests',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 convert course/ --to split_test --out new/', 'a copy'],
    ['$0 convert course.tar.gz --to abtest --dry-run', 'only look'],
  ],
  check: checkUsage,
  run,
});

function checkUsage({ to, repair, out, states, tags, ...argv }: ConvertArguments): void {
  readIds(argv.id);
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

/** `NAME=N`; the name may hold `=` itself. */
function readIds(texts: readonly string[] | undefined): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  for (const each of texts ?? []) {
    const [, name, id] = /^(.+)=(\d{1,10})$/s.exec(each) ?? [];
    if (name === undefined)
      throw new UsageError(`--id "${each}" is not NAME=N`, "Write --id 'My experiment=500', for example.");
    if (ids.has(name)) throw new UsageError(`--id gives "${name}" two ids`, 'Give it one.');
    ids.set(name, Number(id));
  }
  return ids;
}

async function run(argv: ConvertArguments): Promise<number> {
  const { convertCourse, writeCourse } = await import('../../conversion.js');
  const loaded = await readOneCourse(argv.course);
  if (typeof loaded === 'number') return loaded;
  const { course } = loaded;
  // The course may lie below the path that was given.
  const source = resolve(course.label);
  const options: ConvertOptions = {
    ...(argv.to && { to: argv.to }),
    repair: argv.repair === true,
    weights: argv.weights,
    tolerance: argv.tolerance,
    maxSlots: argv['max-slots'],
    ids: readIds(argv.id),
  };
  const conversion = convertCourse(course, options);
  if (conversion.refused) {
    await report(argv, course, conversion);
    return FINDINGS;
  }
  if (argv.states !== undefined && argv.tags !== undefined)
    await checkTagFiles(argv.states, argv.tags, argv.force === true);
  const onNotice = (message: string): void => stderr(`olx-abtest: ${message}\n`);
  if (argv['in-place']) await writeCourse(source, conversion, source, { force: true, onNotice });
  else if (argv.out !== undefined)
    await writeCourse(source, conversion, argv.out, { force: argv.force === true, onNotice });
  if (argv.states !== undefined && argv.tags !== undefined)
    await writeTags(argv, conversion, argv.states, argv.tags);
  await report(argv, course, conversion);
  return FINE;
}

/** The report goes to stdout; with `--dry-run` the diff comes first. */
async function report(argv: ConvertArguments, course: Course, conversion: Conversion): Promise<void> {
  const { conversionJson, diffConversion, formatConversion } = await import('../../conversion.js');
  if (argv.format === 'json') {
    stdout(conversionJson(conversion));
    return;
  }
  if (argv['dry-run']) for (const piece of diffConversion(course, conversion)) stdout(`${piece}\n`);
  stdout(formatConversion(conversion, paintFor(process.stdout)));
}

/** Before anything is written: what would keep the course tags from being written. */
async function checkTagFiles(states: string, tags: string, force: boolean): Promise<void> {
  const { accessSync, constants, createReadStream, existsSync } = await import('node:fs');
  const { AbtestError, readLearnerStates } = await import('../../index.js');
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
  for await (const _ of readLearnerStates(createReadStream(states))) break;
}

/** Streams the states through; the file appears when it is complete. */
async function writeTags(
  argv: ConvertArguments,
  conversion: Conversion,
  states: string,
  tags: string,
): Promise<void> {
  const [{ createReadStream }, { Readable }, { replaceFile }, door] = await Promise.all([
    import('node:fs'),
    import('node:stream'),
    import('../../disk/write-file.js'),
    import('../../index.js'),
  ]);
  const { courseTags, formatCourseTags, newTagCounts, readLearnerStates } = door;
  const { tagSummary } = await import('../reports/course-tags.js');
  const counts = newTagCounts();
  const rows = courseTags(conversion.experiments, readLearnerStates(createReadStream(states)), counts);
  const text = Readable.from(formatCourseTags(rows, tags.endsWith('.csv') ? 'csv' : 'jsonl'));
  if (argv['dry-run']) {
    for await (const _ of text);
    stderr(tagSummary(counts));
    return;
  }
  await replaceFile(tags, text, { modeIfNew: 0o666 });
  stderr(tagSummary(counts));
}
