/** Places as people read them: the path from the course's root, and a link that opens an editor at the place. */
import { resolve } from 'node:path';
import { formatPlace, type Place } from '../content.js';
import type { Course } from '../olx/course/course.js';
import { type Html, html } from './html.js';
import type { Editor } from './program.js';

/** @param path absolute */
function editorLink(
  editor: Editor,
  path: string,
  { line, column }: { readonly line: number; readonly column: number },
): string {
  const slashed = path.replaceAll('\\', '/');
  const encoded = slashed.split('/').map(encodeURIComponent).join('/');
  const absolute = encoded.startsWith('/') ? encoded : `/${encoded}`;
  return editor === 'idea'
    ? `idea://open?file=${absolute}&line=${line}&column=${column}`
    : `${editor}://file${absolute}:${line}:${column}`;
}

/** The place with the path from the course's root. */
export function ownPlace({ label }: Course, place: Place): Place {
  const { file } = place;
  return file.startsWith(`${label}/`) ? { ...place, file: file.slice(label.length + 1) } : place;
}

/** @param editor none where the course is in an archive, which no editor opens */
export function placeHtml(course: Course, place: Place, editor?: Editor): Html {
  const { file, start } = place;
  const text = html`<span class="code">${formatPlace(ownPlace(course, place))}</span>`;
  if (editor === undefined) return text;
  return html`<a href="${editorLink(editor, resolve(file), start)}">${text}</a>`;
}
