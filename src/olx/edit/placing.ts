/** Where an edit puts its text: attributes, lines of their own, the indent of the author. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { isName, isWhiteSpaceText } from '../../xml/characters.js';
import { type Change, quoted } from '../../xml/edit.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { readXml } from '../../xml/parse.js';
import { escapeAttribute } from '../../xml/references.js';

/** A child to be written: a pointer, or XML that is put in as it is. */
export type NewChild = { readonly tag: string; readonly urlName: string } | string;

/** The attribute with a new value in the author's quotes; a new one comes first in the tag. */
export function setAttribute(element: XmlElement, name: string, value: string): Change {
  const attribute = element.attribute(name);
  if (attribute !== undefined) {
    return { start: attribute.valueStart, end: attribute.valueEnd, text: quoted(value, attribute.quote) };
  }
  const afterName = element.start + 1 + element.name.length;
  return { start: afterName, end: afterName, text: ` ${name}="${escapeAttribute(value)}"` };
}

/** After the last node inside the element that is more than white space; `<x/>` is opened. */
export function insertInto(element: XmlElement, text: string, indent: string, lineEnd: string): Change {
  const own = indentOf(element);
  if (element.selfClosing) {
    const start = element.end - 2;
    return { start, end: element.end, text: `>${lineEnd}${indent}${text}${lineEnd}${own}</${element.name}>` };
  }
  const last = element.children.findLast((node) => node.type !== 'text' || !isWhiteSpaceText(node.value));
  const start = last?.end ?? element.openEnd;
  const closing =
    isWhiteSpaceText(element.context.source.text.slice(start, element.closeStart)) &&
    start !== element.closeStart;
  return { start, end: start, text: `${lineEnd}${indent}${text}${closing ? '' : lineEnd + own}` };
}

/** The element, with the line that it had to itself. */
export function removal(element: XmlElement): Change {
  const { text } = element.context.source;
  const indent = indentOf(element);
  const lineStart = element.start - indent.length;
  const alone = /^[ \t]*(\r\n?|\n)/.test(text.slice(element.end, element.end + 200));
  const lineBreak = /(\r\n?|\n)$/.exec(text.slice(0, lineStart))?.[0] ?? '';
  const start = alone && lineBreak !== '' ? lineStart - lineBreak.length : element.start;
  return { start, end: element.end, text: '' };
}

export function startsLine(element: XmlElement): boolean {
  const { text } = element.context.source;
  return /[\r\n]/.test(text.charAt(element.start - indentOf(element).length - 1));
}

/** The attribute and the space before it; `null` where there is none. */
export function removeAttribute(element: XmlElement, name: string): Change | null {
  const attribute = element.attribute(name);
  if (attribute === undefined) return null;
  const { text } = element.context.source;
  let { start } = attribute;
  while (isWhiteSpaceText(text.charAt(start - 1))) start -= 1;
  return { start, end: attribute.end, text: '' };
}

/** @throws AbtestError `edit-impossible` for a tag that is not a name, for a child without urlName, and for a text that is not one XML element */
export function printChild(child: NewChild): string {
  if (typeof child !== 'string') {
    if (!isName(child.tag) || child.tag.includes(':'))
      throw impossible(`"${child.tag}" is not the name of a tag`, 'Give the tag of a block, such as html.');
    if (typeof child.urlName !== 'string')
      throw impossible(
        `The child <${child.tag}> has no urlName`,
        'Give the url_name of its definition as urlName.',
      );
    return `<${child.tag} url_name="${escapeAttribute(child.urlName)}"/>`;
  }
  const text = child.trim();
  const [problem] = readXml(text, '<child>').problems;
  if (problem !== undefined)
    throw impossible(`The child is not one XML element: ${problem.message}`, problem.hint);
  return text;
}

export function impossible(message: string, hint = ''): AbtestError {
  return new AbtestError('edit-impossible', message, { hint });
}

/** The line end that a document uses first. */
export function lineEndOf(document: XmlDocument): string {
  return /\r\n?|\n/.exec(document.source.text)?.[0] ?? '\n';
}

/** The spaces and tabs before an element, when nothing else is before it on its line. */
export function indentOf(element: XmlElement): string {
  const { text } = element.context.source;
  let at = element.start;
  while (at > 0 && /[ \t]/.test(text.charAt(at - 1))) at -= 1;
  return at === 0 || text.charAt(at - 1) === '\n' ? text.slice(at, element.start) : '';
}
