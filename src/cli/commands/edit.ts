/** `olx-abtest edit`: changes the A/B tests of a course; without --write or --out it shows what would differ. */
import { resolve } from 'node:path';
import type { Course, CourseEdit } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { choice, flag, path, text, texts } from '../args/options.js';
import { checkVerb, VERBS, type VerbName } from '../edits/verbs.js';
import { readPaths } from '../files/reading.js';
import { FINDINGS, FINE, printError, UsageError } from '../process/cli-errors.js';
import { confirmed } from '../terminal/confirm.js';
import { stderr, stdout } from '../terminal/output.js';
import { paintFor } from '../terminal/paint.js';

const NAMES = Object.keys(VERBS) as VerbName[];

const POSITIONALS = {
  course: path('A course directory, or a .tar.gz', {
    required: 'Give a course, or "." for the current directory.',
  }),
  verb: choice(NAMES, 'What to do', { required: `Write one of ${NAMES.join(', ')}.` }),
  arguments: texts('What the verb takes, see the examples'),
};
const OPTIONS = {
  write: flag('Write the edit into the course itself'),
  out: path('Write the edited course to a new directory, or a .tar.gz'),
  yes: flag('With --write: do not ask', { alias: 'y' }),
  force: flag('With --out: replace a course that is there already'),
  portion: text('Share of the learners that a new group of an abtest gets (add-group)'),
  child: texts('A block that the new group shows, as TAG/NAME (add-group)'),
  name: text('Its url_name (create-split-test)'),
  title: text('Its display_name (create-split-test)'),
  format: choice(['pretty', 'json'], 'How to report', { default: 'pretty' }),
};
type EditArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Change experiments, groups and blocks of a course, all their uses at once',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: NAMES.map((name) => [
    `$0 edit course/ ${name}${VERBS[name].words === '' ? '' : ` ${VERBS[name].words}`}`,
    VERBS[name].describe,
  ]),
  check: checkUsage,
  run,
});

function checkUsage({ verb, arguments: words, ...argv }: EditArguments): void {
  const { portion, child, name, title } = argv;
  checkVerb(verb, words, { portion, child, name, title });
  if (argv.write && argv.out !== undefined)
    throw new UsageError('--write and --out exclude each other', 'Choose one.');
  if (argv.yes && !argv.write) throw new UsageError('--yes needs --write', 'Write --write --yes.');
  if (argv.force && argv.out === undefined)
    throw new UsageError('--force needs --out', 'Name the target with --out.');
  if (argv.write && !argv.yes && !process.stdin.isTTY)
    throw new UsageError('--write asks first, and this is no terminal', 'Write --write --yes.');
}

async function run(argv: EditArguments): Promise<number> {
  const door = await import('../../index.js');
  const { readings, exit } = await readPaths([argv.course]);
  const [reading] = readings;
  if (reading === undefined) return exit;
  const { course, courses } = reading.loaded;
  if (courses.length > 1)
    throw new UsageError(`There are ${courses.length} courses at "${argv.course}"`, 'Give one of them.');
  let edit: CourseEdit;
  try {
    edit = VERBS[argv.verb].edit(door, course, argv.arguments, argv);
  } catch (error) {
    if (!(error instanceof door.AbtestError) || error.code !== 'edit-impossible') throw error;
    printError(error);
    return FINDINGS;
  }
  if (argv.out === undefined && !argv.write) return show(argv, course, edit);
  // The course may lie below the path that was given.
  const source = resolve(course.label);
  if (argv.out !== undefined) await door.writeCourse(source, edit, argv.out, { force: argv.force === true });
  else {
    if (!argv.yes && !(await isWanted(course, edit))) return FINDINGS;
    await door.writeInPlace(course, edit, source);
  }
  await report(argv, edit);
  return FINE;
}

/** The diff goes to stdout, so that it can be kept or applied; what was done to stderr. */
async function show(argv: EditArguments, course: Course, edit: CourseEdit): Promise<number> {
  const { diffEdit, formatEdit } = await import('../../index.js');
  if (argv.format === 'json') {
    await report(argv, edit);
    return FINE;
  }
  for (const piece of diffEdit(course, edit)) stdout(`${piece}\n`);
  stderr(formatEdit(edit, await paintFor(process.stderr)));
  stderr('Nothing is written; --write or --out writes it.\n');
  return FINE;
}

async function isWanted(course: Course, edit: CourseEdit): Promise<boolean> {
  const { formatEdit } = await import('../../index.js');
  stderr(formatEdit(edit, await paintFor(process.stderr)));
  const count = `${edit.files.size} ${edit.files.size === 1 ? 'file' : 'files'}`;
  if (await confirmed(`Write ${count} in "${course.label}"?`)) return true;
  stderr('Nothing is written.\n');
  return false;
}

async function report({ format }: EditArguments, edit: CourseEdit): Promise<void> {
  const { editJson, formatEdit } = await import('../../index.js');
  stdout(format === 'json' ? editJson(edit) : formatEdit(edit, await paintFor(process.stdout)));
}
