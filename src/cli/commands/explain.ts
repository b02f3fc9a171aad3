/** `olx-abtest explain`: prints what a rule requires, and why. */

import { didYouMean } from '../../presentation/program.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { flag, text } from '../args/options.js';
import { FINE, UsageError } from '../process/cli-errors.js';
import { stdout } from '../terminal/output.js';
import { paintFor, textWidth } from '../terminal/paint.js';

const POSITIONALS = { 'rule-id': text('The id of a rule, as in reports') };
const OPTIONS = { list: flag('All rules with their severities') };
type ExplainArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: "Print a rule's page, or the list of all rules",
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 explain portion-sum', 'one rule'],
    ['$0 explain --list', 'all rules'],
  ],
  run,
});

async function run({ 'rule-id': id, list }: ExplainArguments): Promise<number> {
  const { rules } = await import('../../content.js');
  const paint = paintFor(process.stdout);
  if (id === undefined || list) {
    const { ruleTable } = await import('../reports/rules.js');
    stdout(ruleTable(rules, paint, textWidth(process.stdout)));
    return FINE;
  }
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) {
    const ids = rules.map((each) => each.id);
    throw new UsageError(
      `Unknown rule "${id}"`,
      didYouMean(id, ids) || 'Run olx-abtest explain --list for all rules.',
    );
  }
  const { rulePage } = await import('../reports/rules.js');
  stdout(rulePage(rule, paint, textWidth(process.stdout)));
  return FINE;
}
