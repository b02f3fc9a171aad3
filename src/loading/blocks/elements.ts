/** Elements as the import looks at them: names, pointers, namespaces, and what inside of them is no block. */
import type { Place, Source } from '../../diagnostics/source.js';
import { isDict, type PyDict, parsePythonJson } from '../../olx/policy/parse-python-json.js';
import { isBlankForPython, strip } from '../../olx/policy/python-values.js';
import type { XmlElement } from '../../xml/node.js';
import { keyOf, usageKey } from './keys.js';
import { Dropped } from './uses.js';

const OF_COURSES = ['url_name', 'course', 'org'];
const OF_ALL = ['url_name'];

/** Is it a pointer? Comments inside, or another attribute, make it a block of its own. */
export function isPointer(element: XmlElement, tag: string): boolean {
  const expected = tag === 'course' ? OF_COURSES : OF_ALL;
  const { attributes } = element;
  if (attributes.length > expected.length + 2) return false;
  let own = 0;
  for (const { name } of attributes) {
    if (name === 'slug' || name === 'xblock-family') continue;
    if (!expected.includes(name)) return false;
    if (name !== 'url_name') own += 1;
  }
  // The url_name is there by then, whatever it was found in.
  if (own !== expected.length - 1) return false;
  return element.children.every(
    (node) => (node.type === 'text' || node.type === 'cdata') && isBlankForPython(node.value),
  );
}

/** Is the element in a namespace, by its prefix or a default one? */
export function isInNamespace(element: XmlElement): boolean {
  if (element.name.includes(':')) return true;
  if (!declaresNamespace(element.context.source)) return false;
  for (let each: XmlElement | null = element; each !== null; each = each.parent) {
    const declared = each.get('xmlns');
    if (declared !== null) return declared !== '';
  }
  return false;
}

const declaring = new WeakMap<Source, boolean>();

/** Is there a declaration anywhere in the text? Asked for every element, looked up once. */
function declaresNamespace(source: Source): boolean {
  const known = declaring.get(source) ?? source.text.includes('xmlns');
  declaring.set(source, known);
  return known;
}

/** Where an element is named. */
export function namePlace(element: XmlElement): Place {
  return element.attribute('url_name')?.place ?? element.attribute('slug')?.place ?? element.tagPlace;
}

/** The element children without `<meta>`, and those of a course that are settings. */
export function settingsApart(tag: string, root: XmlElement): XmlElement[] {
  const { elements } = root;
  const meta = elements.find((each) => each.name === 'meta');
  const wiki = tag === 'course' ? elements.find((each) => each.name === 'wiki') : undefined;
  return elements.filter(
    (each) => each !== meta && each !== wiki && !(tag === 'course' && each.name === 'textbook'),
  );
}

/** The JSON in the first `<meta>`: settings, as far as it is an object. */
export function metaOf(root: XmlElement | null): PyDict | null {
  const meta = root?.children.find((node) => node.type === 'element' && node.name === 'meta');
  if (meta?.type !== 'element') return null;
  const [first] = meta.children;
  const text = first?.type === 'text' || first?.type === 'cdata' ? first.value : '';
  const value = parsePythonJson(text);
  return isDict(value) ? value : null;
}

/** Are the sources of a `<conditional>` keys? Without the attribute there are none, and that is fine. */
export function hasSources(attributes: ReadonlyMap<string, string>): boolean {
  const sources = attributes.get('sources');
  return sources === undefined || sources.split(';').every((each) => usageKey(strip(each)) !== undefined);
}

/**
 * The keys of the blocks that `<show>` names.
 * @throws Dropped
 */
export function shownKeys(show: XmlElement): string[] {
  const sources = show.get('sources');
  if (!sources) throw new Dropped({ why: 'sources', place: show.tagPlace });
  return sources.split(';').map((each) => {
    const key = usageKey(strip(each));
    if (key === undefined) throw new Dropped({ why: 'sources', place: show.tagPlace });
    return keyOf(key.tag, key.name);
  });
}
