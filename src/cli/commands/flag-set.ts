/** `olx-abtest flag set`: changes a flag, or makes it; what is not named stays as it is. */

import type { FlagDefinition } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { flagText } from '../args/flag-text.js';
import { choice, emptyText, flag, text } from '../args/options.js';
import { FINE, messageOf, UsageError } from '../process/cli-errors.js';
import { BY_OPTIONS, byOf, writing } from '../stores/open-data-store.js';
import { storeOption } from '../stores/open-store.js';
import { stderr } from '../terminal/output.js';

const EVERYONE = { yes: true, no: false, unknown: null } as const;
type Everyone = keyof typeof EVERYONE;

const POSITIONALS = { name: text('The full name: namespace.flag', { required: 'Give the name of a flag.' }) };
const OPTIONS = {
  everyone: choice(Object.keys(EVERYONE) as Everyone[], 'On for all, off for all, or left to the rest'),
  percent: text('Of browsers, 0 to 99.9; "none" takes it away'),
  superusers: flag('On for superusers; new flags are'),
  staff: flag('On for staff'),
  authenticated: flag('On for all who are logged in'),
  testing: flag('Requests may ask for it: ?dwft_<name>=1'),
  rollout: flag('Browsers that are out are asked again next session'),
  languages: emptyText('Codes, with commas between; "" for none'),
  users: emptyText('Usernames, with commas between; "" for none'),
  groups: emptyText('Names of groups, with commas between; "" for none'),
  note: emptyText('What the flag is for'),
  delete: flag('Delete it; its history stays'),
  ...BY_OPTIONS,
  store: storeOption(),
};
type FlagSetArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Make a flag, change what is named, or delete it',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 flag set experiments.video --everyone yes', 'everybody takes part'],
    ['$0 flag set experiments.video --everyone no', 'the kill switch'],
  ],
  run,
});

async function run(argv: FlagSetArguments): Promise<number> {
  const change = changeOf(argv);
  return writing(argv.store, 'setting a flag in', async ({ data }) => {
    const { FlagBook } = await import('../../index.js');
    const book = new FlagBook(data);
    if (argv.delete === true) {
      const gone = await book.delete(argv.name, byOf(argv));
      stderr(`${messageOf(`${argv.name} ${gone === null ? 'was not there' : 'is deleted'}`)}\n`);
      return FINE;
    }
    const { definition } = await book.change(argv.name, change, byOf(argv));
    stderr(`${messageOf(`${argv.name} is ${flagText(definition!)}`)}\n`);
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
      ? new UsageError('Nothing is set', 'Give a change, such as --everyone yes.')
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
