/** What the renderers of kinds share: values of attributes that hold JSON, and the settings that are left over. */
import type { XmlElement } from '../../../index.js';
import { type Html, html, type Piece } from '../../../presentation/html.js';

/** Names and bookkeeping, which are no settings. */
const NAMES = new Set([
  'url_name',
  'display_name',
  'block_name',
  'slug',
  'filename',
  'xblock-family',
  'parent_url',
  'parent_sequential_url',
  'index_in_children_list',
]);
/** Characters. Longer values, such as lists in JSON, are shown up to here. */
const MOST_VALUE_LETTERS = 300;

/** Terms and descriptions; nothing where there are none. @param without attributes that are shown in another way */
export function settingsList(root: XmlElement, without: readonly string[] = []): Piece {
  const rows = settingRows(root, without);
  return rows.length > 0 && html`<dl class="settings">${rows}</dl>`;
}

export function settingRows({ attributes }: XmlElement, without: readonly string[]): Html[] {
  return attributes
    .filter(({ name }) => !NAMES.has(name) && !without.includes(name))
    .map(({ name, value }) => html`<dt class="code">${name}</dt><dd>${shortened(value)}</dd>`);
}

function shortened(value: string): string {
  return value.length <= MOST_VALUE_LETTERS ? value : `${value.slice(0, MOST_VALUE_LETTERS)}…`;
}

/** The value of a text in JSON; `undefined` where there is none or where it is not valid. */
export function jsonOf(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A property of an object in JSON, as text; empty for anything else. */
export function textAt(value: unknown, name: string): string {
  const found =
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, name) &&
    (value as Record<string, unknown>)[name];
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}

export function valueAt(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** A text of several lines as paragraphs. */
export function paragraphs(text: string): Html[] {
  return text
    .split(/\n\s*\n|\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => html`<p>${line.trim()}</p>`);
}
