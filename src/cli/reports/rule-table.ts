/** All rules in a table: id, severity, what must hold. */
import type { Rule } from '../../index.js';
import type { TerminalPaint } from '../terminal/paint.js';
import { wrap } from '../terminal/wrap.js';

const SEVERITY_WIDTH = 'warning'.length;

export function ruleTable(rules: readonly Rule[], paint: TerminalPaint, width: number): string {
  const idWidth = Math.max(...rules.map(({ id }) => id.length));
  const indent = idWidth + SEVERITY_WIDTH + 4;
  const rows = rules.map(({ id, severity, summary }) => {
    const [first = '', ...rest] = wrap(summary, width - indent);
    const gap = ' '.repeat(SEVERITY_WIDTH - severity.length);
    const head = `${paint.bold(id.padEnd(idWidth))}  ${paint.severity(severity, severity)}${gap}  ${first}`;
    return [head, ...rest.map((line) => `${' '.repeat(indent)}${line}`)].join('\n');
  });
  return `${rows.join('\n')}\n\nolx-abtest explain <rule-id> says more.\n`;
}
