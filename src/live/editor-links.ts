/** Places as people read them: the path from the course's root, and a link that opens an editor at the place. */
import { resolve } from 'node:path';
import { type Course, formatPlace, type Place } from '../index.js';
import { type Editor, editorLink } from '../presentation/editors.js';
import { type Html, html } from '../presentation/html.js';

/** @param editor none where the course is in an archive, which no editor opens */
export function placeHtml({ label }: Course, { file, start, end }: Place, editor: Editor | undefined): Html {
  const own = file.startsWith(`${label}/`) ? file.slice(label.length + 1) : file;
  const text = html`<span class="code">${formatPlace({ file: own, start, end })}</span>`;
  if (editor === undefined) return text;
  return html`<a href="${editorLink(editor, resolve(file), start)}">${text}</a>`;
}
