/** The pages of the rules in the documentation: as Markdown, and as HTML for a fold beside a finding. */
import { existsSync, readFileSync } from 'node:fs';
import { type Html, html, type Piece } from './html.js';

/** The Markdown of a rule's page, where the package has its docs. */
export function rulePageText(id: string): string | undefined {
  // Two folders above a chunk of the package and this source; a package without its docs still works.
  const page = new URL(`../../docs/rules/${id}.md`, import.meta.url);
  return existsSync(page) ? readFileSync(page, 'utf8') : undefined;
}

const known = new Map<string, Html | null>();

/** What the rule requires and why, with its examples; `null` where there are no docs. */
export function ruleExplanation(id: string): Html | null {
  let found = known.get(id);
  if (found === undefined) {
    const text = rulePageText(id);
    const start = text?.indexOf('\n## ') ?? -1;
    found = text === undefined || start === -1 ? null : html`${markdown(text.slice(start))}`;
    known.set(id, found);
  }
  return found;
}

/** The subset of Markdown in the pages: headings, paragraphs, lists, tables, fences, bold, code and links. */
function markdown(text: string): Html[] {
  return text.split(/^(```[\s\S]*?^```)$/m).flatMap((part) =>
    part.startsWith('```')
      ? [html`<pre tabindex="0">${part.replace(/^```.*\n|\n?```$/g, '')}</pre>`]
      : part
          .split(/\n\s*\n/)
          .map((each) => each.trim())
          .filter((each) => each !== '')
          .map(markdownBlock),
  );
}

function markdownBlock(text: string): Html {
  if (text.startsWith('#')) return html`<p><strong>${text.replace(/^#+\s*/, '')}</strong></p>`;
  if (text.startsWith('|')) {
    const rows = text.split('\n').filter((row) => !/^[|:\s-]+$/.test(row));
    return html`<table>${rows.map((row) => html`<tr>${cellsOf(row).map((cell) => html`<td>${inline(cell)}</td>`)}</tr>`)}</table>`;
  }
  if (/^([-*]|\d+\.) /.test(text)) {
    const items = text.split(/\n(?=(?:[-*]|\d+\.) )/);
    return html`<ul>${items.map((item) => html`<li>${inline(item.replace(/^\S+ /, ''))}</li>`)}</ul>`;
  }
  return html`<p>${inline(text)}</p>`;
}

function cellsOf(row: string): string[] {
  return row
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

/** Links to other pages are their texts. */
function inline(text: string): Piece {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .map((part) => {
      if (part.startsWith('`')) return html`<code>${part.slice(1, -1)}</code>`;
      return part.startsWith('**') ? html`<strong>${part.slice(2, -2)}</strong>` : part;
    });
}
