/** Phrases that several rules say. */
import type { Place } from '../diagnostics/source.js';
import type { Group } from '../olx/block/block.js';
import type { XmlElement } from '../xml/node.js';

const LONGEST_JSON = 60;

/** `a`, `a and b`, `a, b and c`. */
export function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
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

/** An attribute's place; the start tag's when there is no such attribute. */
export function placeOf(element: XmlElement, attribute: string): Place {
  return element.attribute(attribute)?.place ?? element.tagPlace;
}

/** The place of what names an element. */
export function namePlace(element: XmlElement): Place {
  return element.attribute('url_name')?.place ?? placeOf(element, 'slug');
}
