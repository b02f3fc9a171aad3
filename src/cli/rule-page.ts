/** A rule's page of the docs, for a terminal. */
import { readFileSync } from 'node:fs';
import type { Rule } from '../index.js';
import type { TerminalPaint } from './paint.js';

/** The page as it is shipped; a rule without a page still has its summary. */
export function rulePage(rule: Rule, paint: TerminalPaint): string {
  const page = pageText(rule.id) ?? `# ${rule.id}\n\n${rule.summary}\n\nSeverity: **${rule.severity}**\n`;
  return `${renderMarkdown(page, rule, paint).trimEnd()}\n`;
}

function pageText(id: string): string | undefined {
  try {
    return readFileSync(new URL(`../../docs/rules/${id}.md`, import.meta.url), 'utf8');
  } catch {
    // A package without its docs still works.
    return undefined;
  }
}

/** The little Markdown that the pages use: headings, fences, `**bold**`. */
function renderMarkdown(page: string, { severity }: Rule, paint: TerminalPaint): string {
  let isCode = false;
  const lines: string[] = [];
  for (const line of page.split('\n')) {
    if (line.startsWith('```')) isCode = !isCode;
    else if (isCode) lines.push(line === '' ? '' : `    ${paint.code(line)}`);
    else if (line.startsWith('#')) lines.push(paint.bold(line.replace(/^#+ /, '')));
    else lines.push(line.replace(/\*\*(.+?)\*\*/g, (_, text: string) => strong(text)));
  }
  return lines.join('\n');

  function strong(text: string): string {
    return text === severity ? paint.severity(severity, text) : paint.bold(text);
  }
}
