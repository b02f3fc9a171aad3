/** The address of each view on the live server. */

import { placeHtml } from '../presentation/editors.js';
import { html } from '../presentation/html.js';
import type { Editor } from '../presentation/program.js';
import { FRAME_SANDBOX } from '../preview/content/content-frame.js';
import { AUTHOR, type Reader } from '../preview/content/content-reader.js';
import type { Medium } from '../preview/page/medium.js';
import type { PreviewCourse } from '../preview/page/preview-course.js';
import type { Viewpoint } from '../preview/viewpoint/viewpoint.js';

interface LiveMedium extends Medium {
  /** An address with the parameters of the viewpoint. @param query pairs, encoded */
  to(path: string, ...query: readonly string[]): string;
}

/**
 * @param viewpoint kept by every address
 * @param editor opened by places
 */
export function liveMedium(preview: PreviewCourse, viewpoint?: Viewpoint, editor?: Editor): LiveMedium {
  const kept = Object.entries(viewpoint?.query ?? {}).map(([name, value]) => `${name}=${inQuery(value)}`);
  const to = (path: string, ...query: readonly string[]): string => {
    const all = [...query, ...kept];
    return all.length === 0 ? path : `${path}?${all.join('&')}`;
  };
  return {
    to,
    isLive: true,
    viewpoint,
    outline: () => to('/course'),
    block: (node) => to('/block', `id=${inQuery(preview.idOf(node))}`),
    // A key may be `..`, which browsers would resolve as the parent folder.
    experiment: ({ key }) => to(`/experiment/~${encodeURIComponent(key)}`),
    findings: (node) =>
      node === undefined ? to('/findings') : to('/findings', `in=${inQuery(preview.idOf(node))}`),
    place: (place) => placeHtml(preview.course, place, editor),
    learner: (learner, other) =>
      to(
        '/learner',
        `learner=${inQuery(learner)}`,
        ...(other === undefined ? [] : [`other=${inQuery(other)}`]),
      ),
    frame: (node, title, { reader = readerOf(viewpoint), isLate = false } = {}) => {
      const address = `/frame?${[`id=${inQuery(preview.idOf(node))}`, ...readerQuery(reader)].join('&')}`;
      return isLate
        ? html`<a class="late-frame" href="${address}" data-sandbox="${FRAME_SANDBOX}">${title}</a>`
        : html`<iframe class="content" sandbox="${FRAME_SANDBOX}" src="${address}" loading="lazy" title="${title}"></iframe>`;
    },
  };
}

/** Who looks through the eyes of a group or a learner sees no answers. */
function readerOf(viewpoint: Viewpoint | undefined): Reader {
  if (viewpoint === undefined) return AUTHOR;
  return { showsAnswers: false, learner: viewpoint.query.who ?? null };
}

function readerQuery({ showsAnswers, learner }: Reader): string[] {
  if (showsAnswers && learner === null) return [];
  return [`for=${learner === null ? '' : inQuery(learner)}`, ...(showsAnswers ? ['answers=1'] : [])];
}

/** Most ids, which a page of a large course encodes by the thousand. */
const PLAIN = /^[\w.~/:-]*$/;

/** Keeps block names readable in shared URLs. */
function inQuery(text: string): string {
  if (PLAIN.test(text)) return text;
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replaceAll('%2F', '/')
    .replaceAll('%3A', ':');
}
