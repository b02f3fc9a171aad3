/** Frames that are made only when their fold is open: thousands of frames at once would freeze the page. */
import { fitHeight } from './frame-height.js';
import { followJumps } from './frame-links.js';

/** Replaces the links of the leaves that are now visible by frames. @param {ParentNode} root */
export function makeFrames(root) {
  for (const link of root.querySelectorAll('a.late-frame')) {
    if (!(link instanceof HTMLAnchorElement) || link.closest('details:not([open])') !== null) continue;
    const frame = document.createElement('iframe');
    frame.className = 'content';
    frame.setAttribute('sandbox', link.dataset.sandbox ?? '');
    frame.loading = 'lazy';
    frame.title = link.textContent ?? '';
    frame.src = link.href;
    link.replaceWith(frame);
    fitHeight(frame);
    followJumps(frame);
  }
}

document.addEventListener(
  'toggle',
  ({ target }) => target instanceof HTMLDetailsElement && target.open && makeFrames(target),
  true,
);
