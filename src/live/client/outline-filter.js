/** The search of the outline, without a request for each letter. */
import { announce } from './page-state.js';

/**
 * Shows what the server would show: every word must be there; what leads to it stays, and what is below it.
 * @param {string} text what was typed
 */
export function applyFilter(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const address = new URL(location.href);
  if (words.length === 0) address.searchParams.delete('search');
  else address.searchParams.set('search', text);
  history.replaceState(null, '', address);
  let shown = 0;
  /** @type {(item: HTMLElement, isInside: boolean) => boolean} */
  const visit = (item, isInside) => {
    const isMatch = isInside || words.every((word) => item.dataset.words?.includes(word));
    let isShown = isMatch;
    for (const each of itemsBelow(item)) isShown = visit(each, isMatch) || isShown;
    item.hidden = !isShown;
    if (isMatch && !isInside) shown += 1;
    /** @type {HTMLDetailsElement | null} */
    const details = item.querySelector(':scope > details');
    if (details !== null && words.length > 0 && isShown && !isMatch) details.open = true;
    return isShown;
  };
  for (const tree of elements('.tree')) {
    let isShown = false;
    for (const item of elements(':scope > ul > li', tree)) isShown = visit(item, false) || isShown;
    tree.hidden = !isShown;
  }
  for (const group of elements('.tree .group'))
    group.hidden = words.length > 0 && group.querySelector('li:not([hidden])') === null;
  for (const nothing of elements('.nothing')) nothing.hidden = shown > 0;
  announce(words.length === 0 ? '' : `${shown} found`);
}

/**
 * The nearest entries below, whatever lists and groups are between.
 * @param {HTMLElement} item
 */
function itemsBelow(item) {
  return elements('li[data-words]', item).filter(
    (each) => each.parentElement?.closest('li[data-words]') === item,
  );
}

/**
 * @param {string} selector
 * @param {ParentNode} root
 * @returns {HTMLElement[]}
 */
function elements(selector, root = document) {
  return [...root.querySelectorAll(selector)].filter((each) => each instanceof HTMLElement);
}
