/** `olx-abtest flag set`: changes a flag, or creates it; options that are not given keep their values. */

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
  everyone: choice(
    Object.keys(EVERYONE) as Everyone[],
    'On for all, off for all, or left to the other rules',
  ),
  percent: text('Percentage of browsers, 0 to 99.9, or "none"'),
  superusers: flag('On for superusers; the default of new flags'),
  staff: flag('On for staff'),
  authenticated: flag('On for all logged-in users'),
  testing: flag('Let requests turn it on: ?dwft_<name>=1'),
  rollout: flag('Roll again for browsers without it in their next session'),
  languages: emptyText('Language codes, separated by commas; "" for none'),
  users: emptyText('Usernames, separated by commas; "" for none'),
  groups: emptyText('Names of groups, separated by commas; "" for none'),
  note: emptyText('A note about the flag'),
  delete: flag('Delete it; its history stays'),
  ...BY_OPTIONS,
  store: storeOption(),
};
type FlagSetArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Create, change or delete a flag',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 flag set experiments.video --everyone yes', 'on for all'],
    ['$0 flag set experiments.video --everyone no', 'the kill switch'],
  ],
  run,
});

async function run(argv: FlagSetArguments): Promise<number> {
  const change = changeOf(argv);
  return writing(argv.store, 'setting a flag in', async ({ data }) => {
    const { FlagBook } = await import('../../flags.js');
    const book = new FlagBook(data);
    if (argv.delete === true) {
      const gone = await book.delete(argv.name, byOf(argv));
      stderr(`${messageOf(`${argv.name} ${gone === null ? 'does not exist' : 'is deleted'}`)}\n`);
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
      ? new UsageError('No change was given', 'Give a change, such as --everyone yes.')
      : new UsageError(
          '--delete and changes exclude each other',
          'Leave out --delete, or the other options.',
        );
  }
  return change;
}

function percentOf(text: string): number | null {
  if (text === 'none') return null;
  if (/^\d{1,2}(\.\d)?$/.test(text)) return Number(text);
  throw new UsageError(
    `--percent "${text}" is not a number from 0 to 99.9 with at most one decimal`,
    'Write --percent 12.5 or --percent none, for example.',
  );
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
