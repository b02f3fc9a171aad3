/** `olx-abtest flag list`: the flags as they are, with their overrides. */
import type { CommandModule } from 'yargs';
import type { OverrideRow } from '../../index.js';
import { flagText, overrideText } from '../args/flag-text.js';
import { FINE } from '../process/exit.js';
import {
  jsonOf,
  reading,
  TABLE_FORMAT_OPTION,
  type TableFormat,
  tableOf,
} from '../stores/open-data-store.js';
import { STORE_OPTION } from '../stores/open-store.js';
import { data } from '../terminal/output.js';

export interface FlagListArguments {
  readonly store: string | undefined;
  readonly format: TableFormat;
}

export const flagList: CommandModule<object, FlagListArguments> = {
  command: 'list',
  describe: 'Show the flags and their overrides as they are now',
  builder: (yargs) => yargs.option('store', STORE_OPTION).option('format', TABLE_FORMAT_OPTION),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

function run({ store: url, format }: FlagListArguments): Promise<number> {
  return reading(url, async ({ data: stored }) => {
    const { flags, overrides } = await stored.settings();
    const rows = overrides as readonly OverrideRow[];
    // A flag may be overridden that has no row of its own.
    const named = new Set([...flags.map(({ name }) => name), ...rows.map(({ waffle_flag }) => waffle_flag)]);
    const listed = [...named].sort().map((name) => ({
      name,
      definition: flags.find((flag) => flag.name === name)?.definition ?? null,
      overrides: rows.filter(({ waffle_flag, enabled }) => waffle_flag === name && enabled),
    }));
    if (format === 'json') data(jsonOf('flags', listed));
    else if (listed.length === 0) data('There are no flags.\n');
    else {
      const lines = listed.flatMap(({ name, definition, overrides: forced }) => [
        [name, definition === null ? 'no row: off' : flagText(definition), definition?.note ?? ''],
        ...forced.map((row) => ['', overrideText(row), row.note]),
      ]);
      data(await tableOf(['flag', 'state', 'note'], lines));
    }
    return FINE;
  });
}
