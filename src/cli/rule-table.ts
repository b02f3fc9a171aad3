/** All rules in a table: id, severity, what must hold. */
import type { Rule } from '../index.js';
import type { TerminalPaint } from './paint.js';

const WIDTH = 80;
const SEVERITY_WIDTH = 'warning'.length;

export function ruleTable(rules: readonly Rule[], paint: TerminalPaint): string {
  const idWidth = Math.max(...rules.map(({ id }) => id.length));
  const indent = idWidth + SEVERITY_WIDTH + 4;
  const rows = rules.map(({ id, severity, summary }) => {
    const [first = '', ...rest] = wrapped(summary, WIDTH - indent);
    const gap = ' '.repeat(SEVERITY_WIDTH - severity.length);
    const head = `${paint.bold(id.padEnd(idWidth))}  ${paint.severity(severity, severity)}${gap}  ${first}`;
    return [head, ...rest.map((line) => `${' '.repeat(indent)}${line}`)].join('\n');
  });
  return `${rows.join('\n')}\n\nolx-abtest explain <rule-id> says more.\n`;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
