/** `olx-abtest flag set`: changes a flag, or makes it; what is not named stays as it is. */
import type { CommandModule } from 'yargs';
import type { FlagDefinition } from '../../index.js';
import { flagText } from '../args/flag-text.js';
import { last, lastName } from '../args/option.js';
import { messageOf, UsageError } from '../process/cli-errors.js';
import { FINE } from '../process/exit.js';
import { BY_OPTIONS, type ByArguments, byOf, writing } from '../stores/open-data-store.js';
import { STORE_OPTION } from '../stores/open-store.js';
import { words } from '../terminal/output.js';

const EVERYONE = { yes: true, no: false, unknown: null } as const;
type Everyone = keyof typeof EVERYONE;

export interface FlagSetArguments extends ByArguments {
  readonly name: string;
  readonly store: string | undefined;
  readonly everyone: Everyone | undefined;
  readonly percent: string | undefined;
  readonly testing: boolean | undefined;
  readonly superusers: boolean | undefined;
  readonly staff: boolean | undefined;
  readonly authenticated: boolean | undefined;
  readonly rollout: boolean | undefined;
  readonly languages: string | undefined;
  readonly users: string | undefined;
  readonly groups: string | undefined;
  readonly note: string | undefined;
  readonly delete: boolean | undefined;
}

const LIST = { type: 'string', coerce: lastName } as const;

export const flagSet: CommandModule<object, FlagSetArguments> = {
  command: 'set <name>',
  describe: 'Make a flag, change what is named, or delete it',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', demandOption: true, describe: 'The full name: namespace.flag' })
      .option('everyone', {
        choices: Object.keys(EVERYONE) as Everyone[],
        requiresArg: true,
        coerce: last<Everyone | undefined>,
        describe: 'On for all, off for all, or left to the rest',
      })
      .option('percent', {
        type: 'string',
        requiresArg: true,
        coerce: last<string | undefined>,
        describe: 'Of browsers, 0 to 99.9; "none" takes it away',
      })
      .option('superusers', { type: 'boolean', describe: 'On for superusers; new flags are' })
      .option('staff', { type: 'boolean', describe: 'On for staff' })
      .option('authenticated', { type: 'boolean', describe: 'On for all who are logged in' })
      .option('testing', { type: 'boolean', describe: 'Requests may ask for it: ?dwft_<name>=1' })
      .option('rollout', { type: 'boolean', describe: 'Browsers that are out are asked again next session' })
      .option('languages', { ...LIST, describe: 'Codes, with commas between; "" for none' })
      .option('users', { ...LIST, describe: 'Usernames, with commas between; "" for none' })
      .option('groups', { ...LIST, describe: 'Names of groups, with commas between; "" for none' })
      .option('note', { ...LIST, describe: 'What the flag is for' })
      .option('delete', { type: 'boolean', describe: 'Delete it; its history stays' })
      .options(BY_OPTIONS)
      .option('store', STORE_OPTION)
      .example('$0 flag set experiments.video --everyone yes', 'everybody takes part')
      .example('$0 flag set experiments.video --everyone no', 'the kill switch'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run(argv: FlagSetArguments): Promise<number> {
  const change = changeOf(argv);
  return writing(argv.store, 'setting a flag in', async ({ data }) => {
    const { FlagBook } = await import('../../index.js');
    const book = new FlagBook(data);
    if (argv.delete === true) {
      const gone = await book.delete(argv.name, byOf(argv));
      words(`${messageOf(`${argv.name} ${gone === null ? 'was not there' : 'is deleted'}`)}\n`);
      return FINE;
    }
    const { definition } = await book.change(argv.name, change, byOf(argv));
    words(`${messageOf(`${argv.name} is ${flagText(definition!)}`)}\n`);
    return FINE;
  });
}

function changeOf(argv: FlagSetArguments): Partial<FlagDefinition> {
  const { everyone, percent, languages, users, groups, note } = argv;
  const { testing, superusers, staff, authenticated, rollout } = argv;
  const booleans = { testing, superusers, staff, authenticated, rollout };
  const change = {
    ...Object.fromEntries(Object.entries(booleans).filter(([, value]) => value !== undefined)),
    ...(everyone === undefined ? {} : { everyone: EVERYONE[everyone] }),
    ...(percent === undefined ? {} : { percent: percentOf(percent) }),
    ...(languages === undefined ? {} : { languages: listOf(languages) }),
    ...(users === undefined ? {} : { users: listOf(users) }),
    ...(groups === undefined ? {} : { groups: listOf(groups) }),
    ...(note === undefined ? {} : { note }),
  };
  const isEmpty = Object.keys(change).length === 0;
  if (isEmpty !== (argv.delete === true)) {
    throw isEmpty
      ? new UsageError('Nothing is set', 'Say what, such as --everyone yes; see olx-abtest flag set --help.')
      : new UsageError('A flag that is deleted cannot be set too', 'Leave out --delete, or all the rest.');
  }
  return change;
}

function percentOf(text: string): number | null {
  if (text === 'none') return null;
  if (/^\d{1,2}(\.\d)?$/.test(text)) return Number(text);
  throw new UsageError(`--percent "${text}" is not 0 to 99.9 with one decimal`, 'Or "none".');
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
