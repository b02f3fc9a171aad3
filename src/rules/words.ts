/** Phrases that the messages of several rules use. */
import type { Group } from '../olx/block/block.js';

const LONGEST_QUOTE = 60;
const LONGEST_JSON = 60;

/** An author's words: between quotes, and cut short when they are long. */
export function quote(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST_QUOTE
    ? `"${text}"`
    : `"${characters.slice(0, LONGEST_QUOTE - 1).join('')}…"`;
}

/** `"a"`, `"a" and "b"`, `"a", "b" and 3 more`. */
export function quoteAll(texts: readonly string[], most = 3): string {
  const shown = texts.slice(0, texts.length > most ? most - 1 : most).map(quote);
  const more = texts.length - shown.length;
  if (more > 0) shown.push(`${more} more`);
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** `the group "a"` or `a group without a name`. */
export function quoteGroup(name: string | null): string {
  return name === null ? 'a group without a name' : `the group ${quote(name)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `a`, `a or b`, `a, b or 3 more`. */
export function orOf(words: readonly string[], most = 3): string {
  const shown = words.slice(0, words.length > most ? most - 1 : most);
  if (words.length > shown.length) shown.push(`${words.length - shown.length} more`);
  return shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

/** A group as a message names it. */
export function groupWords(group: Group): string {
  if (group.isDefault) return '<default>';
  return group.name === null ? 'a group without a name' : `"${group.name}"`;
}

/** `<html url_name="x">`, or `<html>` when there is no name. */
export function tagWords(tag: string, urlName: string | null): string {
  return urlName === null ? `<${tag}>` : `<${tag} url_name="${urlName}">`;
}

/** A value as JSON, cut short when it is long. */
export function jsonWords(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= LONGEST_JSON ? text : `${text.slice(0, LONGEST_JSON - 1)}…`;
}

/** `100 ("Ways in")`; the bare id when the name is not known. */
export function idWords(id: number | string, name: string | undefined): string {
  return name === undefined ? String(id) : `${id} ("${name}")`;
}
