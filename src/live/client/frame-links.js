/** Links of a course to its own blocks: nothing in a frame can be followed, so the page around it opens their pages. */

const JUMP = /\/jump_to(?:_id)?\//;

/** @param {HTMLIFrameElement} frame */
export function followJumps(frame) {
  const start = () => {
    const content = frame.contentDocument;
    if (content === null || content.URL === 'about:blank') return;
    for (const link of content.querySelectorAll('outside-a[href]')) {
      if (!JUMP.test(link.getAttribute('href') ?? '')) continue;
      link.setAttribute('role', 'link');
      link.setAttribute('tabindex', '0');
    }
    content.addEventListener('click', ({ target }) => follow(target));
    content.addEventListener('keydown', ({ key, target }) => key === 'Enter' && follow(target));
  };
  frame.addEventListener('load', start);
  if (frame.contentDocument?.readyState === 'complete') start();
}

/**
 * The server finds the block; an address that an author wrote is never opened itself.
 * @param {EventTarget | null} target an element of the frame, whose classes are not those of this window
 */
function follow(target) {
  const link = /** @type {Element | null} */ (target)?.closest?.('outside-a[role=link][href]');
  const address = link?.getAttribute('href') ?? '';
  if (!JUMP.test(address)) return;
  const query = new URLSearchParams(location.search);
  query.set('to', address);
  location.assign(`/jump?${query}`);
}
