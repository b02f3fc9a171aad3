/** Frames that are made only where they are nearly in view: thousands of frames at once would freeze the page. */
import { fitHeight, knownHeight } from './frame-height.js';
import { followJumps } from './frame-links.js';

/** Pixels above and below the view in which frames are made ahead. */
const AHEAD = 2000;
/** A frame takes some milliseconds; after a few the page is painted and answers. */
const AT_ONCE = 3;
/** The height of a frame that was not measured yet. */
const ROOM = '60px';

/** @type {Set<HTMLAnchorElement>} */
const waiting = new Set();
let isMaking = false;

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!(target instanceof HTMLAnchorElement)) continue;
      if (isIntersecting) waiting.add(target);
      else waiting.delete(target);
    }
    makeNext();
  },
  { rootMargin: `${AHEAD}px 0px` },
);

/** The links of leaves become frames when they come near the view. @param {ParentNode} root */
export function makeFrames(root) {
  watcher.disconnect();
  waiting.clear();
  for (const link of root.querySelectorAll('a.late-frame')) {
    if (!(link instanceof HTMLAnchorElement)) continue;
    // The room that the frame will take, so that what follows does not come into view and leave it again.
    link.style.display = 'block';
    link.style.minHeight = knownHeight(link.href) ?? ROOM;
    watcher.observe(link);
  }
}

function makeNext() {
  if (isMaking || waiting.size === 0) return;
  isMaking = true;
  requestAnimationFrame(() => {
    isMaking = false;
    let made = 0;
    for (const link of waiting) {
      if (made === AT_ONCE) break;
      if (link.isConnected && !isNear(link)) continue;
      waiting.delete(link);
      watcher.unobserve(link);
      if (!link.isConnected) continue;
      makeFrame(link);
      made += 1;
    }
    makeNext();
  });
}

/** The frames that were just made may have pushed it away, which the watcher reports a moment later. @param {Element} link */
function isNear(link) {
  const { top, bottom } = link.getBoundingClientRect();
  return bottom >= -AHEAD - 1 && top <= innerHeight + AHEAD + 1;
}

/** @param {HTMLAnchorElement} link */
function makeFrame(link) {
  const frame = document.createElement('iframe');
  frame.className = 'content';
  frame.setAttribute('sandbox', link.dataset.sandbox ?? '');
  frame.title = link.textContent ?? '';
  frame.src = link.href;
  const isFocused = document.activeElement === link;
  link.replaceWith(frame);
  fitHeight(frame);
  followJumps(frame);
  if (isFocused) frame.focus();
}
