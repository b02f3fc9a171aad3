/** `olx-abtest flag list`: lists the current flags, with their overrides. */

import type { OverrideRow } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { flagText, overrideText } from '../args/flag-text.js';
import { TABLE_FORMAT } from '../args/options.js';
import { FINE } from '../process/cli-errors.js';
import { jsonOf, tableOf } from '../reports/rows.js';
import { reading } from '../stores/open-data-store.js';
import { storeOption } from '../stores/open-store.js';
import { stdout } from '../terminal/output.js';

const OPTIONS = { store: storeOption(), format: TABLE_FORMAT };
type FlagListArguments = Arguments<typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Show the current flags and their overrides',
  options: OPTIONS,
  run,
});

function run({ store: url, format }: FlagListArguments): Promise<number> {
  return reading(url, async ({ data: stored }) => {
    const { flags, overrides } = await stored.settings();
    const rows = overrides as readonly OverrideRow[];
    // An overridden flag may have no row of its own.
    const named = new Set([...flags.map(({ name }) => name), ...rows.map(({ waffle_flag }) => waffle_flag)]);
    const definitions = new Map(flags.map(({ name, definition }) => [name, definition]));
    const forcing = new Map<string, OverrideRow[]>([...named].map((name) => [name, []]));
    for (const row of rows) if (row.enabled) forcing.get(row.waffle_flag)!.push(row);
    const listed = [...named].sort().map((name) => ({
      name,
      definition: definitions.get(name) ?? null,
      overrides: forcing.get(name)!,
    }));
    if (format === 'json') stdout(jsonOf({ flags: listed }));
    else if (listed.length === 0) stdout('There are no flags.\n');
    else {
      const lines = listed.flatMap(({ name, definition, overrides: forced }) => [
        [name, definition === null ? 'off (not stored)' : flagText(definition), definition?.note ?? ''],
        ...forced.map((row) => ['', overrideText(row), row.note]),
      ]);
      stdout(await tableOf(['flag', 'state', 'note'], lines));
    }
    return FINE;
  });
}
