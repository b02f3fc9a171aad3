/** A view, or the reason why there is none, as a complete page of the live preview. */

import { type Html, html, type Piece } from '../presentation/html.js';
import { findingsList } from '../preview/findings/findings-view.js';
import { courseName } from '../preview/outline/outline-view.js';
import type { View } from '../preview/page/medium.js';
import { page } from '../preview/page/page.js';
import type { LiveState, ReadingProblem } from './live-course.js';
import { VIEWS } from './views.js';

const HEAD = html`<link rel="stylesheet" href="/style.css">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<script type="module" src="/client/client.js"></script>`;

export function livePage(
  { title, body }: View,
  { preview, problem, version }: LiveState,
  path: string,
): string {
  const navigation = VIEWS.flatMap((each) =>
    each.name === undefined ? [] : [{ name: each.name, href: each.path, current: each.path === path }],
  );
  const view = { title, body: html`${notice(problem)}${body}` };
  return page(view, { course: courseName(preview), navigation, head: HEAD, version }).text;
}

export function messageView(title: string, ...messages: readonly string[]): View {
  const body: Html = html`<h1>${title}</h1>${messages.map((each) => html`<p>${each}</p>`)}<p><a href="/">To the outline</a></p>`;
  return { title, body };
}

function notice(problem: ReadingProblem | null): Piece {
  if (problem === null) return null;
  return html`<div class="notice" role="status"><p><strong>${
    problem.isOld
      ? 'This is how the course was; it cannot be read now.'
      : 'Not all of the course could be read.'
  }</strong></p>${problem.messages.map((each) => html`<p>${each}</p>`)}${findingsList(problem.diagnostics, { placed: true })}</div>`;
}
