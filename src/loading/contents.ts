/** What a block holds, as one text: to tell whether two definitions of one name differ. */

import { printedInside } from './blocks/printed.js';
import type { LoadedBlock } from './blocks/uses.js';
import type { CourseTexts } from './files/course-texts.js';

/** Attributes that name a block or place it, and are no part of what it holds. */
const NAMING = new Set([
  'url_name',
  'slug',
  'parent_url',
  'parent_sequential_url',
  'index_in_children_list',
  'xblock-family',
]);

/** Settings, children and body. */
export function contentOfBlock(texts: CourseTexts, block: LoadedBlock): string {
  const { attributes, children, split } = block;
  const settings = [...attributes].filter(([name]) => !NAMING.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  const map = split === null ? null : [String(split.partitionId), [...(split.map ?? [])]];
  return JSON.stringify([settings, children, map, bodyOf(texts, block)]);
}

/** The body of a leaf: its text, or the page that it names. */
export function bodyOf(
  texts: CourseTexts,
  { tag, path, root, attributes, use, children }: LoadedBlock,
): string {
  const filename = tag === 'html' ? attributes.get('filename') : undefined;
  if (filename !== undefined)
    return texts.text(`${path.startsWith('drafts/') ? 'drafts/' : ''}html/${filename}.html`) ?? '';
  const element = root ?? (use.pointer ? texts.definition(path).root : null);
  return element === null || children.length > 0
    ? ''
    : printedInside(element, { again: false, ascii: false });
}
