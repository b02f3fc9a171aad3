/** Frames are made as high as their content: they run nothing, so their height is measured from the page around them. */

const TALLEST = 900;
const SHORTEST = 60;

/** By address: a frame that is made anew has its height at once. @type {Map<string, string>} */
const heights = new Map();

/** @param {HTMLIFrameElement} frame */
export function fitHeight(frame) {
  const key = frame.src;
  frame.style.height = heights.get(key) ?? frame.style.height;
  const measure = () => {
    const content = frame.contentDocument;
    if (content === null || content.URL === 'about:blank') return;
    const height = `${Math.min(TALLEST, Math.max(SHORTEST, content.documentElement.offsetHeight + 2))}px`;
    if (heights.get(key) === height) return;
    heights.set(key, height);
    frame.style.height = height;
  };
  const start = () => {
    measure();
    const root = frame.contentDocument?.documentElement;
    if (root) new ResizeObserver(measure).observe(root);
  };
  frame.addEventListener('load', start);
  if (frame.contentDocument?.readyState === 'complete') start();
}
