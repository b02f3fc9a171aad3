/** A view, or the reason why there is none, as a complete page of the live preview. */

import type { Course } from '../index.js';
import { html, type Piece } from '../presentation/html.js';
import { findingsList } from '../preview/findings/findings-view.js';
import { courseName } from '../preview/page/course-name.js';
import type { View } from '../preview/page/medium.js';
import { page } from '../preview/page/page.js';
import { searchField } from '../preview/search/search-view.js';
import { viewpointLine, viewpointSwitch, viewpointTrouble } from '../preview/viewpoint/viewpoint-switch.js';
import type { AskedViewpoint } from './asked-viewpoint.js';
import type { LiveState, ReadingProblem } from './live-course.js';
import { liveMedium } from './live-medium.js';
import { VIEWS } from './views.js';

const HEAD = html`<link rel="stylesheet" href="/style.css">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<script type="module" src="/client/client.js"></script>`;

/** What the address of a page says apart from its view. */
export interface Asked extends AskedViewpoint {
  /** The entry of the table of views. */
  readonly view?: string;
  /** The address without its query. */
  readonly path: string;
  /** All parameters, as they were given. */
  readonly query: readonly (readonly [string, string])[];
}

/** The parameters that name a viewpoint. */
const VIEWPOINT = new Set(['as', 'who']);

export function livePage(
  { title, body }: View,
  { preview, problem, version }: LiveState,
  asked: Asked,
): string {
  const { viewpoint, trouble, path, query } = asked;
  const { to } = liveMedium(preview, viewpoint);
  const navigation = VIEWS.flatMap((each) =>
    each.name === undefined
      ? []
      : [
          {
            name:
              each.count === undefined
                ? each.name
                : `${each.name} (${each.count(preview).toLocaleString('en')})`,
            href: to(each.path),
            current: each.path === asked.view,
          },
        ],
  );
  const own = query.filter(([name]) => !VIEWPOINT.has(name));
  const given = new Map(query);
  const search = searchField(asked.view === '/search' ? (given.get('q') ?? '') : '', viewpoint?.query ?? {});
  const look = viewpointSwitch(preview, {
    path,
    query: own,
    as: given.get('as') ?? '',
    who: given.get('who') ?? '',
  });
  const tools = [search, look];
  const line =
    trouble === undefined ? viewpointLine(viewpoint, address(path, own)) : viewpointTrouble(trouble);
  const view = { title, body: html`${notice(problem, preview.course)}${line}${body}` };
  return page(view, { course: courseName(preview), navigation, tools, head: HEAD, version }).text;
}

export function messageView(title: string, ...messages: readonly string[]): View {
  const body = html`<h1>${title}</h1>${messages.map((each) => html`<p>${each}</p>`)}<p><a href="/">To the start page</a></p>`;
  return { title, body };
}

function address(path: string, query: Asked['query']): string {
  const written = new URLSearchParams(
    query.map(([name, value]): [string, string] => [name, value]),
  ).toString();
  return written === '' ? path : `${path}?${written}`;
}

function notice(problem: ReadingProblem | null, course: Course): Piece {
  if (problem === null) return null;
  return html`<div class="notice" role="status"><p><strong>${
    problem.isOld
      ? 'This is how the course was; it cannot be read now.'
      : 'Not all of the course could be read.'
  }</strong></p>${problem.messages.map((each) => html`<p>${each}</p>`)}${findingsList(problem.diagnostics, { placed: course })}</div>`;
}
