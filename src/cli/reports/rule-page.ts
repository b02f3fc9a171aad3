/** A rule's page of the docs, for a terminal. */
import { readFileSync } from 'node:fs';
import type { Rule } from '../../index.js';
import type { TerminalPaint } from '../terminal/paint.js';
import { wrap } from '../terminal/wrap.js';

/** The page as it is shipped; a rule without a page still has its summary. */
export function rulePage(rule: Rule, paint: TerminalPaint, width: number): string {
  const page = pageText(rule.id) ?? `# ${rule.id}\n\n${rule.summary}\n\nSeverity: **${rule.severity}**\n`;
  return `${renderMarkdown(page, rule, paint, width).trimEnd()}\n`;
}

function pageText(id: string): string | undefined {
  try {
    return readFileSync(new URL(`../../../docs/rules/${id}.md`, import.meta.url), 'utf8');
  } catch {
    // A package without its docs still works.
    return undefined;
  }
}

/** The mark before an item of a list. */
const ITEM = /^([-*]|\d+\.) /;

/** The little Markdown that the pages use: headings, paragraphs, lists, tables, fences, `**bold**`. */
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
