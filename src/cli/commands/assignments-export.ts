/** `olx-abtest assignments export`: prints every assignment of a store, or those of one scope or experiment. */

import type { Assignment } from '../../index.js';
import { csvLine } from '../../presentation/tables.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { choice, emptyText, text } from '../args/options.js';
import { FINE } from '../process/cli-errors.js';
import { openExisting, storeOption } from '../stores/open-store.js';
import { Outlet } from '../terminal/output.js';
import { Counter } from '../terminal/progress.js';

const FORMATS = ['csv', 'jsonl', 'states'] as const;
type Format = (typeof FORMATS)[number];

const OPTIONS = {
  store: storeOption(),
  scope: emptyText('Only this scope'),
  experiment: text('Only this experiment, by its stored key'),
  format: choice(FORMATS, "CSV, JSON lines, or CSV of Open edX's shared states", { default: 'csv' }),
};
type ExportArguments = Arguments<typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Write the assignments to stdout',
  options: OPTIONS,
  examples: [['$0 assignments export > all.csv', 'a copy that import can read']],
  run,
});

const COLUMNS = ['scope', 'experiment', 'learner', 'group', 'strategy', 'assigned_at'];
const STATE_COLUMNS = ['student', 'course_id', 'module_type', 'module_state_key', 'state'];

async function run({ store: url, scope, experiment, format }: ExportArguments): Promise<number> {
  const { formatSharedState } = await import('../../index.js');
  const store = await openExisting(url);
  try {
    const outlet = new Outlet();
    const counter = new Counter('assignments written');
    if (format !== 'jsonl') await outlet.write(csvLine(format === 'csv' ? COLUMNS : STATE_COLUMNS));
    let count = 0;
    const filter = { ...(scope !== undefined && { scope }), ...(experiment !== undefined && { experiment }) };
    for await (const each of store.list(filter)) {
      await outlet.write(lineOf(each, format, formatSharedState));
      count += 1;
      if (count % 1000 === 0) counter.show(count);
      if (outlet.isClosed) break;
    }
    await outlet.flush();
    counter.clear();
    return FINE;
  } finally {
    await store.close();
  }
}

function lineOf(assignment: Assignment, format: Format, stateOf: (group: string) => string): string {
  const { scope, experiment, learner, group, strategy, assignedAt } = assignment;
  switch (format) {
    case 'csv':
      return csvLine([scope, experiment, learner, group, strategy, assignedAt.toISOString()]);
    case 'jsonl':
      return `${JSON.stringify({ scope, experiment, learner, group, strategy, assignedAt })}\n`;
    case 'states':
      return csvLine([learner, scope, 'abtest', experiment, stateOf(group)]);
  }
}
