/** `olx-abtest explain`: what a rule wants, and why. */
import type { CommandModule } from 'yargs';
import { didYouMean } from '../args/nearest.js';
import { UsageError } from '../process/cli-errors.js';
import { FINE } from '../process/exit.js';
import { data } from '../terminal/output.js';
import { paintFor } from '../terminal/paint.js';
import { textWidth } from '../terminal/wrap.js';

interface ExplainArguments {
  readonly 'rule-id': string | undefined;
  readonly list: boolean | undefined;
}

export const explain: CommandModule<object, ExplainArguments> = {
  builder: (yargs) =>
    yargs
      .positional('rule-id', { type: 'string', describe: 'A rule, as reports name it' })
      .option('list', { type: 'boolean', describe: 'All rules with their severities' })
      .example('$0 explain portion-sum', 'one rule')
      .example('$0 explain --list', 'all of them'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run({ 'rule-id': id, list }: ExplainArguments): Promise<number> {
  const { rules } = await import('../../content.js');
  const paint = await paintFor(process.stdout);
  if (id === undefined || list) {
    const { ruleTable } = await import('../reports/rule-table.js');
    data(ruleTable(rules, paint, textWidth(process.stdout)));
    return FINE;
  }
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) {
    const ids = rules.map((each) => each.id);
    throw new UsageError(
      `There is no rule "${id}"`,
      didYouMean(id, ids) || 'olx-abtest explain --list shows them all.',
    );
  }
  const { rulePage } = await import('../reports/rule-page.js');
  data(rulePage(rule, paint, textWidth(process.stdout)));
  return FINE;
}
