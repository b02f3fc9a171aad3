/** Problems of characters, text and comments. */
import { isBlank } from '../characters.js';
import type { Problems } from './problems.js';

export function forbidden(problems: Problems, at: number): void {
  const code = problems.text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  problems.note(at, at + 1, `The character U+${code} is not allowed in XML`, 'Delete it.');
}

export function loneSurrogates(problems: Problems): void {
  const wellFormed = (problems.text as string & { isWellFormed?: () => boolean }).isWellFormed?.() ?? false;
  if (wellFormed) return;
  for (const match of problems.text.matchAll(/\p{Surrogate}/gu)) {
    const at = match.index;
    problems.note(at, at + 1, 'Half of a character (a lone surrogate) is not allowed in XML', 'Delete it.');
  }
}

export function cdataEnd(problems: Problems, start: number, end: number): void {
  for (
    let at = problems.text.indexOf(']]>', start);
    at !== -1 && at < end;
    at = problems.text.indexOf(']]>', at + 3)
  ) {
    problems.note(at, at + 3, '"]]>" outside a CDATA section', 'Write ]]&gt; instead.');
  }
}

export function bareLess(problems: Problems, at: number): void {
  const next = problems.text.charAt(at + 1);
  if (next === '') {
    problems.fatal(
      at,
      at + 1,
      'The file ends behind a "<"',
      'Finish the tag, or write &lt; for the character <.',
    );
  }
  problems.note(at, at + 1, 'A bare "<": no tag name follows it', 'Write &lt; for the character <.');
}

export function doubleHyphens(problems: Problems, start: number, end: number): void {
  const hint = 'Inside a comment write a single hyphen, or " - - ".';
  const at = problems.text.indexOf('--', start);
  if (at !== -1 && at < end) problems.note(at, at + 2, '"--" inside a comment', hint);
}

export function textOutside(problems: Problems, start: number, end: number, afterRoot: boolean): void {
  let at = start;
  while (at < end && isBlank(problems.text.charCodeAt(at))) at += 1;
  if (at === end) return;
  const where = afterRoot ? 'behind the end of the root element' : 'before the root element';
  problems.note(
    at,
    end,
    `Text ${where}: "${excerpt(problems.text, at, end)}"`,
    'Move it into the root element or delete it.',
  );
}

function excerpt(text: string, start: number, end: number): string {
  const words = text
    .slice(start, Math.min(end, start + 40))
    .replace(/\s+/g, ' ')
    .trim();
  return end - start > 40 ? `${words}…` : words;
}
