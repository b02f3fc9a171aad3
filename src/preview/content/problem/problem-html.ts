/** The HTML that is kept in problems, with few attributes; every other element is reduced to its text. */
import type { XmlElement } from '../../../index.js';
import { type Html, html, type Piece } from '../../../presentation/html.js';

/** HTML elements that are kept in problems; other elements are reduced to their text. */
export const PLAIN =
  /^(a|abbr|b|big|blockquote|br|caption|center|cite|code|col|colgroup|dd|del|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|img|ins|kbd|li|ol|p|pre|q|s|samp|section|small|span|strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var)$/;
const VOID = /^(br|hr|img|col)$/;
const ATTRIBUTES = [
  'src',
  'alt',
  'title',
  'href',
  'width',
  'height',
  'colspan',
  'rowspan',
  'style',
  'lang',
  'dir',
  'scope',
];
/** @param body of the element */
export function plainElement(each: XmlElement, body: Piece): Html {
  const attributes = ATTRIBUTES.filter((name) => each.get(name) !== null).map(
    (name) => html` ${name}="${each.get(name)}"`,
  );
  // The name is one of a fixed list, so it is safe as a tag.
  return VOID.test(each.name)
    ? html`<${each.name}${attributes}>`
    : html`<${each.name}${attributes}>${body}</${each.name}>`;
}
