/** `olx-abtest flag override`: forces a flag on or off for a course or an org, or removes the override. */
import { type Arguments, defineCommand } from '../args/command.js';
import { overrideText } from '../args/flag-text.js';
import { choice, emptyText, text } from '../args/options.js';
import { FINE, messageOf, UsageError } from '../process/cli-errors.js';
import { BY_OPTIONS, byOf, writing } from '../stores/open-data-store.js';
import { storeOption } from '../stores/open-store.js';
import { stderr } from '../terminal/output.js';

const CHOICES = ['on', 'off', 'unset'] as const;

const POSITIONALS = {
  name: text('The full name of the flag', { required: 'Give the name of a flag.' }),
  choice: choice(CHOICES, 'Force on, force off, or remove the override', {
    required: 'Write on, off or unset.',
  }),
};
const OPTIONS = {
  course: text('A course key: course-v1:org+course+run, org/course/run'),
  org: text('An organisation'),
  note: emptyText('A note about the override'),
  ...BY_OPTIONS,
  store: storeOption(),
};
type FlagOverrideArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Force a flag on or off for a course or an org',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 flag override experiments.video off --org edX', 'off in all courses of edX'],
    ['$0 flag override experiments.video.1 on --course a/b/c', 'all learners of a course in bucket 1'],
  ],
  check({ course, org }) {
    if ((course === undefined) === (org === undefined))
      throw new UsageError('An override needs either a course or an org', 'Give --course KEY or --org NAME.');
  },
  run,
});

function run({ name, choice, course, org, note, store, ...by }: FlagOverrideArguments): Promise<number> {
  return writing(store, 'overriding a flag in', async ({ data }) => {
    const { FlagBook } = await import('../../flags.js');
    const override = {
      waffle_flag: name,
      choice,
      ...(course === undefined ? {} : { course_id: course }),
      ...(org === undefined ? {} : { org }),
      ...(note === undefined ? {} : { note }),
    };
    const row = await new FlagBook(data).override(override, byOf(by));
    stderr(`${messageOf(`${name}, ${overrideText(row)}`)}\n`);
    return FINE;
  });
}
