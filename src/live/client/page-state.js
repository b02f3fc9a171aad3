/** What a reader did to a page apart from where it is: what was opened or closed, what was typed, where the focus and the view are. */

/**
 * The way to the focused element, in words that still hold in the next page: an id, an address, or the way down to it.
 * @typedef {{ id: string, tag: string, href: string | null, steps: number[] }} Focus
 * @typedef {{ opened: Map<string, boolean>, typed: Map<string, string>, refocus: (root: Element) => void }} Kept
 */

/** How the server sent them; what differs is the reader's doing. @type {WeakMap<HTMLDetailsElement, boolean>} */
const wasOpen = new WeakMap();
const status = document.createElement('p');
status.className = 'visually-hidden';
status.setAttribute('role', 'status');
document.body.append(status);

/** For those who do not see the page. @param {string} text */
export function announce(text) {
  status.textContent = text;
}

/** Every page of the preview has one. */
export function main() {
  return /** @type {HTMLElement} */ (document.querySelector('main'));
}

/**
 * @param {Element} root
 * @returns {Kept}
 */
export function kept(root) {
  const opened = [...keyed(root, 'details')].filter(([, each]) => each.open !== wasOpen.get(each));
  // The outline is fetched without its search, so what was served in that field is kept as well.
  const typed = [...keyed(root, 'input')].filter(
    ([, each]) => each.value !== each.defaultValue || each.matches('[data-filter]'),
  );
  const { activeElement } = document;
  const focus = focusOf(activeElement, root);
  const isField = activeElement instanceof HTMLInputElement;
  const selection = isField ? [activeElement.selectionStart, activeElement.selectionEnd] : [];
  const { scrollX, scrollY } = window;
  return {
    opened: new Map(opened.map(([key, { open }]) => [key, open])),
    typed: new Map(typed.map(([key, { value }]) => [key, value])),
    refocus(fresh) {
      const target = focus && find(focus, fresh);
      if (target instanceof HTMLElement) target.focus({ preventScroll: true });
      if (target instanceof HTMLInputElement && target.matches('[type=search], [type=text]'))
        target.setSelectionRange(selection[0] ?? null, selection[1] ?? null);
      window.scrollTo(scrollX, scrollY);
    },
  };
}

/**
 * Notes how a page was sent, and does to it again what was done to the one before.
 * @param {ParentNode} root
 * @param {Kept | null} state
 */
export function restore(root, state) {
  for (const [key, each] of keyed(root, 'details')) {
    wasOpen.set(each, each.open);
    each.open = state?.opened.get(key) ?? each.open;
  }
  for (const [key, each] of keyed(root, 'input')) {
    const value = state?.typed.get(key);
    if (value !== undefined) each.value = value;
  }
}

/**
 * The elements of a kind under names that they have in the next page too; of the same name the first, second and so on.
 * @template {'details' | 'input'} Kind
 * @param {ParentNode} root
 * @param {Kind} kind
 * @returns {Generator<[string, HTMLElementTagNameMap[Kind]]>}
 */
function* keyed(root, kind) {
  const met = new Map();
  for (const each of root.querySelectorAll(kind)) {
    const own = each instanceof HTMLInputElement ? each.name : each.querySelector('summary')?.textContent;
    const name = each.dataset.key || own || '';
    const number = (met.get(name) ?? 0) + 1;
    met.set(name, number);
    yield [`${number} ${name}`, each];
  }
}

/**
 * @param {Element | null} element
 * @param {Element} root
 * @returns {Focus | null}
 */
function focusOf(element, root) {
  if (element === null || !root.contains(element)) return null;
  /** @type {number[]} */
  const steps = [];
  for (let each = element; each !== root && each.parentElement !== null; each = each.parentElement)
    steps.unshift([...each.parentElement.children].indexOf(each));
  return { id: element.id, tag: element.tagName, href: element.getAttribute('href'), steps };
}

/**
 * @param {Focus} focus
 * @param {Element} root
 * @returns {Element | null | undefined}
 */
function find({ id, tag, href, steps }, root) {
  if (id !== '') return root.querySelector(`#${CSS.escape(id)}`);
  if (href !== null) return root.querySelector(`a[href="${CSS.escape(href)}"]`);
  /** @type {Element | undefined} */
  let found = root;
  for (const step of steps) found = found?.children[step];
  return found?.tagName === tag ? found : null;
}
