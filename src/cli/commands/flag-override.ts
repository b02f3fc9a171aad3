/** `olx-abtest flag override`: forces a flag on or off for a course or an org, or takes that back. */
import type { CommandModule } from 'yargs';
import { overrideText } from '../args/flag-text.js';
import { lastName } from '../args/option.js';
import { messageOf, UsageError } from '../process/cli-errors.js';
import { FINE } from '../process/exit.js';
import { BY_OPTIONS, type ByArguments, byOf, writing } from '../stores/open-data-store.js';
import { STORE_OPTION } from '../stores/open-store.js';
import { words } from '../terminal/output.js';

const CHOICES = ['on', 'off', 'unset'] as const;
type Choice = (typeof CHOICES)[number];

export interface FlagOverrideArguments extends ByArguments {
  readonly name: string;
  readonly choice: Choice;
  readonly course: string | undefined;
  readonly org: string | undefined;
  readonly note: string | undefined;
  readonly store: string | undefined;
}

export const flagOverride: CommandModule<object, FlagOverrideArguments> = {
  command: 'override <name> <choice>',
  describe: 'Force a flag on or off for a course or an org',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', demandOption: true, describe: 'The full name of the flag' })
      .positional('choice', {
        choices: CHOICES,
        demandOption: true,
        describe: 'unset takes an override back',
      })
      .option('course', {
        type: 'string',
        requiresArg: true,
        coerce: lastName,
        describe: 'A course key: course-v1:org+course+run, org/course/run',
      })
      .option('org', { type: 'string', requiresArg: true, coerce: lastName, describe: 'An organisation' })
      .option('note', { type: 'string', coerce: lastName, describe: 'What it is for' })
      .options(BY_OPTIONS)
      .option('store', STORE_OPTION)
      .check(({ course, org }) => {
        if ((course === undefined) === (org === undefined))
          throw new UsageError(
            'An override is for a course or for an org',
            'Give --course KEY or --org NAME.',
          );
        return true;
      })
      .example('$0 flag override experiments.video off --org edX', 'not in the courses of edX')
      .example('$0 flag override experiments.video.1 on --course a/b/c', 'all of a course in bucket 1'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

function run({ name, choice, course, org, note, store, ...by }: FlagOverrideArguments): Promise<number> {
  return writing(store, 'overriding a flag in', async ({ data }) => {
    const { FlagBook } = await import('../../index.js');
    const override = {
      waffle_flag: name,
      choice,
      ...(course === undefined ? {} : { course_id: course }),
      ...(org === undefined ? {} : { org }),
      ...(note === undefined ? {} : { note }),
    };
    const row = await new FlagBook(data).override(override, byOf(by));
    words(`${messageOf(`${name}, ${overrideText(row)}`)}\n`);
    return FINE;
  });
}
