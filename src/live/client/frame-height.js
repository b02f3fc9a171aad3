/** Frames are made as high as their content: they run nothing, so their height is measured from the page around them. */

const TALLEST = 900;
const SHORTEST = 40;

/** By address: a frame that is made anew has its height at once. @type {Map<string, string>} */
const heights = new Map();

/** Foreign HTML may have elements of the name `documentElement`, which hide the property of its document. */
const { get: rootOf } = Object.getOwnPropertyDescriptor(Document.prototype, 'documentElement') ?? {};
const { get: stateOf } = Object.getOwnPropertyDescriptor(Document.prototype, 'readyState') ?? {};
const { get: addressOf } = Object.getOwnPropertyDescriptor(Document.prototype, 'URL') ?? {};

/** The height that a frame of this address had before. @param {string} address */
export function knownHeight(address) {
  return heights.get(address);
}

/** @param {HTMLIFrameElement} frame */
export function fitHeight(frame) {
  const key = frame.src;
  frame.style.height = heights.get(key) ?? frame.style.height;
  const measure = () => {
    const content = frame.contentDocument;
    const root = content && rootOf?.call(content);
    if (!root || addressOf?.call(content) === 'about:blank') return;
    const height = `${Math.min(TALLEST, Math.max(SHORTEST, root.offsetHeight + 2))}px`;
    if (heights.get(key) === height) return;
    heights.set(key, height);
    frame.style.height = height;
  };
  const start = () => {
    measure();
    const root = frame.contentDocument && rootOf?.call(frame.contentDocument);
    if (root) new ResizeObserver(measure).observe(root);
  };
  frame.addEventListener('load', start);
  if (frame.contentDocument && stateOf?.call(frame.contentDocument) === 'complete') start();
}
