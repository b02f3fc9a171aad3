/** The rules for a terminal: a table of all rules, or the page of one. */
import type { Rule } from '../../index.js';
import { rulePageText } from '../../presentation/rule-pages.js';
import { type TerminalPaint, wrap } from '../terminal/paint.js';

const SEVERITY_WIDTH = 'warning'.length;

/** Id, severity and requirement of every rule. */
export function ruleTable(rules: readonly Rule[], paint: TerminalPaint, width: number): string {
  const idWidth = Math.max(...rules.map(({ id }) => id.length));
  const indent = idWidth + SEVERITY_WIDTH + 4;
  const rows = rules.map(({ id, severity, summary }) => {
    const [first = '', ...rest] = wrap(summary, width - indent);
    const gap = ' '.repeat(SEVERITY_WIDTH - severity.length);
    const head = `${paint.bold(id.padEnd(idWidth))}  ${paint.severity(severity, severity)}${gap}  ${first}`;
    return [head, ...rest.map((line) => `${' '.repeat(indent)}${line}`)].join('\n');
  });
  return `${rows.join('\n')}\n\nRun olx-abtest explain <rule-id> for the page of a rule.\n`;
}

/** The shipped page; a rule without a page has at least its summary. */
export function rulePage(rule: Rule, paint: TerminalPaint, width: number): string {
  const page = rulePageText(rule.id) ?? `# ${rule.id}\n\n${rule.summary}\n\nSeverity: **${rule.severity}**\n`;
  return `${renderMarkdown(page, rule, paint, width).trimEnd()}\n`;
}

/** The mark before an item of a list. */
const ITEM = /^([-*]|\d+\.) /;

/** Renders the subset of Markdown in the pages: headings, paragraphs, lists, tables, fences, `**bold**`. */
function renderMarkdown(page: string, rule: Rule, paint: TerminalPaint, width: number): string {
  const lines: string[] = [];
  let isCode = false;
  let paragraph = '';
  const endParagraph = () => {
    if (paragraph === '') return;
    const indent = ' '.repeat(ITEM.exec(paragraph)?.[0].length ?? 0);
    const [first = '', ...rest] = wrap(paragraph, width - indent.length);
    lines.push(strong(first), ...rest.map((line) => strong(indent + line)));
    paragraph = '';
  };
  for (const line of page.split('\n')) {
    const isText = !isCode && line !== '' && !/^(```|#|\|)/.test(line);
    if (!isText || ITEM.test(line)) endParagraph();
    if (line.startsWith('```')) isCode = !isCode;
    else if (isText) paragraph += `${paragraph === '' ? '' : ' '}${line.trim()}`;
    else if (isCode) lines.push(line === '' ? '' : `    ${paint.code(line)}`);
    else lines.push(line.startsWith('#') ? paint.bold(line.replace(/^#+ /, '')) : strong(line));
  }
  endParagraph();
  return lines.join('\n');

  function strong(text: string): string {
    return text.replace(/\*\*(.+?)\*\*/g, (_, word: string) =>
      word === rule.severity ? paint.severity(rule.severity, word) : paint.bold(word),
    );
  }
}
