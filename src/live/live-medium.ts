/** The address of each view on the live server. */

import { html } from '../presentation/html.js';
import { FRAME_SANDBOX } from '../preview/content/content-frame.js';
import type { Medium } from '../preview/page/medium.js';
import type { PreviewCourse } from '../preview/page/preview-course.js';

export function liveMedium(preview: PreviewCourse): Medium {
  return {
    isLive: true,
    outline: () => '/',
    block: (node) => `/block?id=${inQuery(preview.idOf(node))}`,
    // A key may be `..`, which browsers would resolve as the parent folder.
    experiment: ({ key }) => `/experiment/~${encodeURIComponent(key)}`,
    learner: (learner, other) =>
      `/learner?learner=${inQuery(learner)}${other === undefined ? '' : `&other=${inQuery(other)}`}`,
    frame: (node, title) =>
      html`<iframe class="content" sandbox="${FRAME_SANDBOX}" src="/frame?id=${inQuery(preview.idOf(node))}" loading="lazy" title="${title}"></iframe>`,
  };
}

/** Keeps block names readable in shared URLs. */
function inQuery(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replaceAll('%2F', '/')
    .replaceAll('%3A', ':');
}
