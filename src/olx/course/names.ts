/** Names of blocks: how Open edX finds one, what it allows in one, and the file that a name points to. */
import type { Place } from '../../diagnostics/source.js';
import type { XmlAttribute, XmlElement } from '../../xml/node.js';

/** Characters that keys of courses allow in a url_name; `%` was one of them until 2014. */
const LEGAL = /^[\p{L}\p{N}_\-~.:]+$/u;

export function isLegalName(name: string): boolean {
  return LEGAL.test(name);
}

/**
 * A block's name: the first of url_name, slug, name and display_name that is there, the last two cleaned.
 * `null` when there is none or it is empty; Open edX then makes one up from the block's content.
 */
export function nameOf(element: XmlElement): string | null {
  let found: XmlAttribute | undefined;
  let rank = NAMING.length;
  for (const attribute of element.attributes) {
    const own = NAMING.indexOf(attribute.name);
    if (own === -1 || own >= rank) continue;
    rank = own;
    found = attribute;
  }
  if (found === undefined) return null;
  return (rank < FREE_TEXT_FROM ? found.value : cleanName(found.value)) || null;
}

/** The place of what names an element; that of its start tag when nothing does. */
export function namePlace(element: XmlElement): Place {
  return element.attribute('url_name')?.place ?? element.placeOf('slug');
}

const NAMING = ['url_name', 'slug', 'name', 'display_name'];
/** From `name` on the attributes hold free text, which is cleaned. */
const FREE_TEXT_FROM = 2;

/** Illegal characters become `_`, runs of `_` one. */
export function cleanName(text: string): string {
  return text.replace(/[^\p{L}\p{N}_\-~.:%]/gu, '_').replace(/_+/g, '_');
}

/** The file of a definition inside a course: `tag/url_name.xml`, a colon meaning a folder. */
export function definitionPath(tag: string, name: string): string {
  return `${tag}/${name.replace(/:/g, '/')}.xml`;
}

/** Would this path leave the folder it starts in, or is it absolute? */
export function leavesItsFolder(path: string): boolean {
  return (
    /^(\/|[A-Za-z]:|~)/.test(path) ||
    /(^|[/\\])\.\.([/\\]|$)/.test(path) ||
    path.includes('\\') ||
    path.includes('\0')
  );
}
