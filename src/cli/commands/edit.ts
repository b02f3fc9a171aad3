/** `olx-abtest edit`: changes the A/B tests of a course; without --write or --out it shows what would differ. */
import type { CourseEdit } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { choice, text, texts } from '../args/options.js';
import { checkVerb, VERBS, type VerbName } from '../edits/verbs.js';
import { checkWriting, EDITED_COURSE, WRITING_OPTIONS, writeEdit } from '../edits/write-edit.js';
import { readOneCourse } from '../files/one-course.js';
import { FINDINGS, printError } from '../process/cli-errors.js';

const NAMES = Object.keys(VERBS) as VerbName[];

const POSITIONALS = {
  course: EDITED_COURSE,
  verb: choice(NAMES, 'What to do', { required: `Write one of ${NAMES.join(', ')}.` }),
  arguments: texts('What the verb takes, see the examples'),
};
const OPTIONS = {
  ...WRITING_OPTIONS,
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
  checkWriting(argv);
}

async function run(argv: EditArguments): Promise<number> {
  const door = await import('../../index.js');
  const loaded = await readOneCourse(argv.course);
  if (typeof loaded === 'number') return loaded;
  const { course } = loaded;
  let edit: CourseEdit;
  try {
    edit = VERBS[argv.verb].edit(door, course, argv.arguments, argv);
  } catch (error) {
    if (!(error instanceof door.AbtestError) || error.code !== 'edit-impossible') throw error;
    printError(error);
    return FINDINGS;
  }
  return writeEdit(argv, course, edit);
}
