/** Problems of characters, text and comments. */
import { isWhiteSpace } from '../characters.js';
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
    problems.note(
      at,
      at + 3,
      '"]]>" outside a CDATA section',
      nestedCdataHint(problems, 0, at) ?? 'Write ]]&gt; instead.',
    );
  }
}

/**
 * What to do where the last CDATA section between two offsets holds another one: the first "]]>" ended both.
 * `undefined` where it holds none.
 */
export function nestedCdataHint(problems: Problems, from: number, to: number): string | undefined {
  const { text } = problems;
  const ended = text.lastIndexOf(']]>', to - 1);
  const inner = ended === -1 ? -1 : text.lastIndexOf('<![CDATA[', ended);
  const outer = inner <= 0 ? -1 : text.lastIndexOf('<![CDATA[', inner - 1);
  if (outer < from || text.slice(outer, inner).includes(']]>')) return undefined;
  const [first, last] = [problems.lineOf(outer), problems.lineOf(ended)];
  return `Remove the inner <![CDATA[ and ]]>: the section of line ${first} ended at the first "]]>", in line ${last}.`;
}

export function bareLess(problems: Problems, at: number): void {
  const next = problems.text.charAt(at + 1);
  if (next === '') {
    problems.fatal(
      at,
      at + 1,
      'The file ends after a "<"',
      'Finish the tag, or write &lt; for the character <.',
    );
  }
  const spaced = /^<\s+([a-z_][\w.-]*)/i.exec(problems.text.slice(at, at + 100));
  const message = 'A bare "<": no tag name follows it';
  if (spaced !== null && problems.text.includes(`</${spaced[1]}>`, at))
    problems.fatal(at, at + 1, message, `Delete the space after it: <${spaced[1]}.`);
  problems.note(at, at + 1, message, 'Write &lt; for the character <.');
}

export function doubleHyphens(problems: Problems, start: number, end: number): void {
  const hint = 'Inside a comment write a single hyphen, or " - - ".';
  const at = problems.text.indexOf('--', start);
  if (at !== -1 && at < end) problems.note(at, at + 2, '"--" inside a comment', hint);
}

export function textOutside(problems: Problems, start: number, end: number, afterRoot: boolean): void {
  let at = start;
  while (at < end && isWhiteSpace(problems.text.charCodeAt(at))) at += 1;
  if (at === end) return;
  const where = afterRoot ? 'after the end of the root element' : 'before the root element';
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
