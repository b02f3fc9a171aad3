/** What a page of the preview does by itself: it shows changes of the course, filters the outline, and fits frames to their content. */
import { fitHeight } from './frame-height.js';
import { followJumps } from './frame-links.js';
import { makeFrames } from './late-frames.js';
import { applyFilter } from './outline-filter.js';
import { announce, kept, main, restore } from './page-state.js';

let wanted = '';
let isBusy = false;

listen();
takeOver(document);
document.addEventListener('keydown', toSearch);

/**
 * The slash leads to the search, unless it is typed into a field.
 * @param {KeyboardEvent} event
 */
function toSearch(event) {
  const { target, key, ctrlKey, metaKey, altKey } = event;
  if (key !== '/' || ctrlKey || metaKey || altKey) return;
  if (target instanceof Element && target.closest('input, select, textarea, [contenteditable]') !== null)
    return;
  const field = document.querySelector('input[data-search]');
  if (!(field instanceof HTMLInputElement)) return;
  event.preventDefault();
  field.focus();
  field.select();
}

/** A hidden page does not listen: browsers allow few connections, and a tab for each block is normal. */
function listen() {
  /** @type {EventSource | null} */
  let source = null;
  const close = () => {
    source?.close();
    source = null;
  };
  const toggle = () => {
    if (document.hidden) close();
    else if (source === null) {
      source = new EventSource('/events');
      source.addEventListener('version', ({ data }) => void refresh(data));
      source.addEventListener('error', () => main().setAttribute('data-lost', ''));
      source.addEventListener('open', () => main().removeAttribute('data-lost'));
    }
  };
  document.addEventListener('visibilitychange', toggle);
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', toggle);
  toggle();
}

/** @param {string} version the newest that the server has */
async function refresh(version) {
  wanted = version;
  if (isBusy) return;
  isBusy = true;
  try {
    while (main().dataset.version !== wanted) {
      const before = wanted;
      replace(await whole());
      // A page that cannot name its version would be fetched for ever.
      if (before === wanted) break;
    }
  } catch {
    // The server went away; the stream says when it is back.
  } finally {
    isBusy = false;
  }
}

/** This page as it is now; the outline without its search, which is applied here. */
async function whole() {
  const address = new URL(location.href);
  if (document.querySelector('[data-filter]') !== null) address.searchParams.delete('search');
  const answer = await fetch(address);
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

/**
 * Shows the main part of another page in place of this one's, with what the reader did to it.
 * @param {Document} fresh
 */
function replace(fresh, isNews = true) {
  const incoming = fresh.querySelector('main');
  if (incoming === null) return;
  const state = kept(main());
  main().replaceWith(document.adoptNode(incoming));
  document.title = fresh.title;
  renewHeader(fresh);
  takeOver(incoming, () => restore(incoming, state));
  state.refocus(incoming);
  if (!isNews) return;
  announce('');
  setTimeout(() => announce('The course changed; the page shows it.'), 50);
}

/**
 * The parts of the header, apart from those that the reader is using.
 * @param {Document} fresh
 */
function renewHeader(fresh) {
  const incoming = [...fresh.querySelectorAll('header.site > *')];
  for (const [index, part] of [...document.querySelectorAll('header.site > *')].entries()) {
    const next = incoming[index];
    if (next && !part.contains(document.activeElement) && !part.isEqualNode(next))
      part.replaceWith(document.adoptNode(next));
  }
}

/** @param {ParentNode} root */
function takeOver(root, restored = () => restore(root, null)) {
  restored();
  for (const frame of root.querySelectorAll('iframe')) {
    if (!frame.matches('.content')) continue;
    fitHeight(frame);
    followJumps(frame);
  }
  makeFrames(root);
  /** @type {HTMLInputElement | null} */
  const filter = root.querySelector('input[data-filter]');
  if (filter === null) return;
  filter.addEventListener('input', async () => {
    // A page that was asked for with a search holds only what was found.
    if (filter.defaultValue !== '') replace(await whole(), false);
    else applyFilter(filter.value);
  });
  if (filter.value !== filter.defaultValue) applyFilter(filter.value);
}
