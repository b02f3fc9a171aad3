/** `olx-abtest assignments export`: prints every assignment of a store, or those of one scope or experiment. */
import { csvLine } from '../../internal/content.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { bomText, checkBom, choice } from '../args/options.js';
import { DRAWS } from '../stores/drawn-rows.js';
import { ASSIGNMENTS, csvHead, csvOf, EXPORT_OPTIONS, exportRows, jsonLine } from '../stores/stored-rows.js';

const OPTIONS = {
  ...EXPORT_OPTIONS,
  format: choice(['csv', 'jsonl', 'states'], "CSV, JSON lines, or CSV of Open edX's shared states", {
    default: 'csv',
  }),
};
type ExportArguments = Arguments<typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Write the assignments to stdout',
  options: OPTIONS,
  examples: [
    ['$0 assignments export > all.csv', 'a copy that import can read'],
    ['$0 assignments export --after 0', 'the same with positions, to go on from the last one later'],
  ],
  check: ({ bom, format }) => checkBom(bom, format === 'jsonl' ? format : 'csv'),
  run,
});

const STATE_COLUMNS = ['student', 'course_id', 'module_type', 'module_state_key', 'state'];

async function run(argv: ExportArguments): Promise<number> {
  const mark = bomText(argv.bom);
  switch (argv.format) {
    case 'csv':
      return exportRows(DRAWS, argv, mark + csvHead(DRAWS, argv.after), csvOf(DRAWS));
    case 'jsonl':
      return exportRows(DRAWS, argv, '', jsonLine);
    case 'states': {
      const { formatSharedState } = await import('../../learners.js');
      return exportRows(
        ASSIGNMENTS,
        argv,
        mark + csvLine(STATE_COLUMNS),
        ({ learner, scope, experiment, group }) =>
          csvLine([learner, scope, 'abtest', experiment, formatSharedState(group)]),
      );
    }
  }
}
