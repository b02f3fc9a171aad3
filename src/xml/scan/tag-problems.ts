/** Problems inside tags: their attributes, their quotes, their ends. */
import { isWhiteSpace, nameEnd } from '../characters.js';
import { type Problems, Stop } from './problems.js';

export function noBlankBefore(problems: Problems, start: number, end: number): void {
  const name = problems.text.slice(start, end);
  problems.note(start, end, `No space before the attribute "${name}"`, 'Add a space between two attributes.');
}

export function duplicate(
  problems: Problems,
  start: number,
  end: number,
  earlier: number,
  name: string,
): void {
  problems.note(start, end, `The attribute "${name}" occurs twice in one tag`, 'Keep one of the two.', {
    start: earlier,
    end: earlier + name.length,
    message: 'the first one',
  });
}

/** @throws Stop where a quoted value follows without an equals sign: the rest of the tag is the same slip */
export function noValue(problems: Problems, start: number, end: number): void {
  const { text } = problems;
  const name = text.slice(start, end);
  const value = /^\s*(["'])[^"'<>]*\1/.exec(text.slice(end, end + 200))?.[0].trim();
  if (value === undefined)
    problems.note(start, end, `The attribute "${name}" has no value`, `Write ${name}="…".`);
  else
    problems.fatal(
      start,
      end,
      `No "=" after the attribute "${name}"`,
      `Write ${name.replace(/:+$/, '')}=${value}.`,
    );
}

/**
 * The end of an unquoted value without trailing quotes and slashes. Not a pattern: it would backtrack at each of those
 * in the middle.
 */
function valueEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && `"'/`.includes(text.charAt(at - 1))) at -= 1;
  return at;
}

/** Returns the offset at which to continue. */
export function unquoted(problems: Problems, nameStart: number, nameStop: number, at: number): number {
  const text = problems.text;
  const name = text.slice(nameStart, nameStop);
  let end = at;
  while (end < text.length && !isWhiteSpace(text.charCodeAt(end)) && !/[<>]/.test(text.charAt(end))) end += 1;
  const typographic = /^[\u2018-\u201f\u00ab\u00bb]/.test(text.slice(at, end));
  const hint = typographic
    ? 'Use straight quotes: " or \'.'
    : `Put it between quotes: ${name}="${text.slice(at, valueEnd(problems.text, at, end))}".`;
  problems.note(at, Math.max(end, at + 1), `The value of the attribute "${name}" is not in quotes`, hint);
  if (end === at && text.charAt(at) === '<') throw new Stop();
  return text.charAt(end - 1) === '/' && text.charAt(end) === '>' && end > at ? end - 1 : end;
}

export function badStartTag(problems: Problems, tagStart: number, at: number): void {
  const character = String.fromCodePoint(problems.text.codePointAt(at) ?? 0);
  const tag = problems.text.slice(tagStart, nameEnd(problems.text, tagStart + 1));
  const related = { start: tagStart, end: tagStart + tag.length, message: `the tag ${tag}> begins here` };
  if (at >= problems.text.length)
    problems.fatal(at, at, `The file ends inside the tag ${tag}>`, 'Finish the tag with >.', related);
  if (character === '<')
    problems.fatal(at, at + 1, `The tag ${tag} lacks its ">"`, 'Finish the tag with >.', related);
  if (character === '/' && /^\/\s*(<|$)/.test(problems.text.slice(at, at + 200)))
    problems.fatal(at, at + 1, `The tag ${tag} lacks its ">"`, 'Write />', related);
  if (character === '/')
    problems.note(at, at + 1, 'No ">" after the "/"', 'Write /> without a space, or delete the /.');
  else {
    const hint = strayHint(problems, tagStart, at, character);
    problems.fatal(at, at + character.length, `"${character}" is not allowed in a tag`, hint, related);
  }
}

/** The likely cause of a character between attributes: a quote that closed its value too early, or an extra character. */
function strayHint(problems: Problems, tagStart: number, at: number, character: string): string {
  if (/["'\u2018-\u201f]/.test(character)) return 'Check for an extra quote.';
  const before = problems.text.slice(Math.max(tagStart, at - 2000), at);
  const value = /([^\s"'=<>]+)\s*=\s*(["'])(?:(?!\2)[^<>])*\2$/.exec(before);
  if (value === null || character === ',') return 'Delete it.';
  const [, name, quote] = value;
  const other = quote === '"' ? "'" : '"';
  const escaped = quote === '"' ? '&quot;' : '&apos;';
  return `Check the quotes of ${name}: inside ${quote}…${quote} write ${escaped}, or put the value between ${other} and ${other}.`;
}

export function lessInValue(problems: Problems, quoteAt: number, less: number, end: number): void {
  const related = { start: quoteAt, end: quoteAt + 1, message: 'the value begins here' };
  if (end === -1 && less === -1) {
    const quote = problems.text.charAt(quoteAt);
    problems.fatal(
      quoteAt,
      quoteAt + 1,
      `The quote ${quote} is never closed`,
      `Close the value with ${quote}.`,
    );
  }
  const message = 'A "<" in the value of an attribute';
  const likelyOpen = end === -1 || /[>\n]/.test(problems.text.slice(quoteAt, end));
  const hint = likelyOpen ? 'Close the quote of the value before it, or write &lt;.' : 'Write &lt; instead.';
  if (likelyOpen) problems.fatal(less, less + 1, message, hint, related);
  problems.note(less, less + 1, message, hint, related);
}

/** Returns the offset of the `>`. */
export function badEndTag(problems: Problems, start: number, at: number): number {
  const text = problems.text;
  const name = text.slice(start + 2, nameEnd(text, start + 2));
  const close = text.indexOf('>', at);
  const less = text.indexOf('<', at);
  if (close === -1 || (less !== -1 && less < close)) {
    problems.fatal(start, at, `The end tag "</${name}" lacks its ">"`, `Write </${name}>.`);
  }
  problems.note(at, close, 'An end tag holds its name only', `Write </${name}>.`);
  return close;
}
