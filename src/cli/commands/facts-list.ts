/** `olx-abtest facts list`: which facts a store holds, or all that it holds about one learner. */
import { type Arguments, defineCommand } from '../args/command.js';
import { TABLE_FORMAT, text } from '../args/options.js';
import { FINE } from '../process/cli-errors.js';
import { jsonOf, tableOf } from '../reports/rows.js';
import { reading } from '../stores/open-data-store.js';
import { storeOption } from '../stores/open-store.js';
import { stdout } from '../terminal/output.js';

const OPTIONS = {
  learner: text('Only the facts of this learner, with what they say'),
  store: storeOption(),
  format: TABLE_FORMAT,
};

export const command = defineCommand({
  describe: 'List the facts of a store: how many of each kind, or those of a learner',
  options: OPTIONS,
  examples: [['$0 facts list --learner ada', 'everything that is kept about ada']],
  run,
});

async function run({ learner, store: url, format }: Arguments<typeof OPTIONS>): Promise<number> {
  return reading(url, async ({ data: { facts } }) => {
    if (learner === undefined) {
      const counts = (await facts.counts()).filter(({ kind }) => kind !== 'imported');
      const rows = counts.map(({ kind, rows: n, newest }) => [kind, String(n), newest.toISOString()]);
      stdout(
        format === 'json' ? jsonOf({ facts: counts }) : await tableOf(['facts', 'rows', 'newest'], rows),
      );
      return FINE;
    }
    const found = (await facts.of(learner)).map(({ document, ...row }) => ({
      ...row,
      document: document === null ? null : (JSON.parse(document) as unknown),
    }));
    const rows = found.map(({ kind, course, item, modified, document }) => [
      kind,
      course || '-',
      item || '-',
      modified.toISOString(),
      document === null ? 'removed' : JSON.stringify(document),
    ]);
    const head = ['facts', 'course', 'item', 'modified', 'what they say'];
    stdout(format === 'json' ? jsonOf({ facts: found }) : await tableOf(head, rows));
    return FINE;
  });
}
