/** `olx-abtest assignments export`: every assignment of a store, or those of one scope or experiment. */
import type { CommandModule } from 'yargs';
import type { Assignment } from '../../index.js';
import { last, lastName } from '../args/option.js';
import { csvLine } from '../files/csv.js';
import { FINE } from '../process/exit.js';
import { openExisting, STORE_OPTION } from '../stores/open-store.js';
import { Counter } from '../terminal/counter.js';
import { Outlet } from '../terminal/outlet.js';

const FORMATS = ['csv', 'jsonl', 'states'] as const;
type Format = (typeof FORMATS)[number];

export interface ExportArguments {
  readonly store: string | undefined;
  readonly scope: string | undefined;
  readonly experiment: string | undefined;
  readonly format: Format;
}

export const assignmentsExport: CommandModule<object, ExportArguments> = {
  command: 'export',
  describe: 'Write the assignments to stdout',
  builder: (yargs) =>
    yargs
      .option('store', STORE_OPTION)
      .option('scope', { type: 'string', coerce: lastName, describe: 'Only this scope' })
      .option('experiment', {
        type: 'string',
        requiresArg: true,
        coerce: lastName,
        describe: 'Only this experiment, as it is stored',
      })
      .option('format', {
        choices: FORMATS,
        default: 'csv' as Format,
        requiresArg: true,
        coerce: last<Format>,
        describe: "CSV, JSON lines, or CSV of Open edX's shared states",
      })
      .example('$0 assignments export > all.csv', 'a copy that import reads'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

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
