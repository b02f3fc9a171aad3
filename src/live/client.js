/** What a page of the preview does by itself: shows changes, filters the outline, fits frames to their content. */

const TALLEST_FRAME = 900;
const SHORTEST_FRAME = 60;

const heights = new Map();
/** How the server sent them; what differs is the reader's doing. */
const wasOpen = new WeakMap();
const status = document.createElement('p');
status.className = 'visually-hidden';
status.setAttribute('role', 'status');
document.body.append(status);

listen();
takeOver(document);

/** A hidden page does not listen: browsers allow few connections, and a tab for each block is normal. */
function listen() {
  let source = null;
  const toggle = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (source === null) {
      source = new EventSource('/events');
      source.addEventListener('version', ({ data }) => refresh(data));
      source.addEventListener('error', () => main().setAttribute('data-lost', ''));
      source.addEventListener('open', () => main().removeAttribute('data-lost'));
    }
  };
  document.addEventListener('visibilitychange', toggle);
  window.addEventListener('pagehide', () => {
    source?.close();
    source = null;
  });
  window.addEventListener('pageshow', toggle);
  toggle();
}

let wanted = '';
let isBusy = false;

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

function replace(fresh, isNews = true) {
  const incoming = fresh.querySelector('main');
  if (incoming === null) return;
  const old = main();
  const kept = touched(old);
  const focused = pathTo(document.activeElement, old);
  const selection = [document.activeElement?.selectionStart, document.activeElement?.selectionEnd];
  const { scrollX, scrollY } = window;
  old.replaceWith(document.adoptNode(incoming));
  document.title = fresh.title;
  takeOver(incoming, kept);
  const target = focused && find(focused, incoming);
  target?.focus({ preventScroll: true });
  if (target?.matches('input[type=search], input[type=text]')) target.setSelectionRange(...selection);
  window.scrollTo(scrollX, scrollY);
  if (!isNews) return;
  status.textContent = '';
  setTimeout(() => {
    status.textContent = 'The course changed; the page shows it.';
  }, 50);
}

/** What the reader did to a page, apart from where it stands: what was opened or closed, what was typed. */
function touched(root) {
  const opened = [...keyed(root, 'details')].filter(([, each]) => each.open !== wasOpen.get(each));
  // The outline is fetched without its search, so what was served in that field is kept as well.
  const typed = [...keyed(root, 'input')].filter(
    ([, each]) => each.value !== each.defaultValue || each.matches('[data-filter]'),
  );
  return {
    opened: new Map(opened.map(([key, { open }]) => [key, open])),
    typed: new Map(typed.map(([key, { value }]) => [key, value])),
  };
}

/** The elements of a kind under names that they have in the next page too; of the same name the first, second and so on. */
function* keyed(root, kind) {
  const met = new Map();
  for (const each of root.querySelectorAll(kind)) {
    const name = each.dataset.key || each.name || each.querySelector('summary')?.textContent || '';
    const number = (met.get(name) ?? 0) + 1;
    met.set(name, number);
    yield [`${number} ${name}`, each];
  }
}

/** Where the focus is, in words that still hold in the new page: an id, an address, or the way down to it. */
function pathTo(element, root) {
  if (element === null || !root.contains(element)) return null;
  const steps = [];
  for (let each = element; each !== root; each = each.parentElement)
    steps.unshift([...each.parentElement.children].indexOf(each));
  return { id: element.id, tag: element.tagName, href: element.getAttribute('href'), steps };
}

function find({ id, tag, href, steps }, root) {
  if (id !== '') return root.querySelector(`#${CSS.escape(id)}`);
  if (href !== null) return root.querySelector(`a[href="${CSS.escape(href)}"]`);
  const found = steps.reduce((element, step) => element?.children[step], root);
  return found?.tagName === tag ? found : null;
}

function takeOver(root, { opened, typed } = { opened: new Map(), typed: new Map() }) {
  for (const [key, each] of keyed(root, 'details')) {
    wasOpen.set(each, each.open);
    if (opened.has(key)) each.open = opened.get(key);
  }
  for (const [key, each] of keyed(root, 'input')) if (typed.has(key)) each.value = typed.get(key);
  for (const frame of root.querySelectorAll('iframe.content')) fitHeight(frame);
  const filter = root.querySelector('[data-filter]');
  if (filter === null) return;
  filter.addEventListener('input', async () => {
    // A page that was asked for with a search holds only what was found.
    if (filter.defaultValue !== '') replace(await whole(), false);
    else applyFilter(filter.value);
  });
  if (filter.value !== filter.defaultValue) applyFilter(filter.value);
}

/** Frames run nothing, so their height is measured from here. */
function fitHeight(frame) {
  const key = frame.getAttribute('src');
  if (heights.has(key)) frame.style.height = heights.get(key);
  const measure = () => {
    const root = frame.contentDocument?.documentElement;
    if (root === undefined || root === null || frame.contentDocument.URL === 'about:blank') return;
    const height = `${Math.min(TALLEST_FRAME, Math.max(SHORTEST_FRAME, root.offsetHeight + 2))}px`;
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

/** As the server searches: every word must be there; what leads to it stays, and what is below it. */
function applyFilter(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const address = new URL(location.href);
  if (words.length === 0) address.searchParams.delete('search');
  else address.searchParams.set('search', text);
  history.replaceState(null, '', address);
  let shown = 0;
  const visit = (item, isInside) => {
    const isMatch = isInside || words.every((word) => item.dataset.words.includes(word));
    let isShown = isMatch;
    for (const each of itemsBelow(item)) isShown = visit(each, isMatch) || isShown;
    item.hidden = !isShown;
    if (isMatch && !isInside) shown += 1;
    const details = item.querySelector(':scope > details');
    if (details !== null && words.length > 0 && isShown && !isMatch) details.open = true;
    return isShown;
  };
  for (const tree of document.querySelectorAll('.tree')) {
    let isShown = false;
    for (const item of tree.querySelectorAll(':scope > ul > li')) isShown = visit(item, false) || isShown;
    tree.hidden = !isShown;
  }
  for (const group of document.querySelectorAll('.tree .group'))
    group.hidden = words.length > 0 && group.querySelector('li:not([hidden])') === null;
  document.querySelector('.nothing').hidden = shown > 0;
  status.textContent = words.length === 0 ? '' : `${shown} found`;
}

/** The nearest entries below, whatever lists and groups stand between. */
function itemsBelow(item) {
  return [...item.querySelectorAll('li[data-words]')].filter(
    (each) => each.parentElement.closest('li[data-words]') === item,
  );
}

function main() {
  return document.querySelector('main');
}
