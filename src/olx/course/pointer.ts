/** Pointer tags: `<html url_name="x"/>` refers to the definition in `html/x.xml`. */
import { isWhiteSpaceText } from '../../xml/characters.js';
import type { XmlElement, XmlInstruction } from '../../xml/node.js';

/**
 * The name that a pointer points to, or `null` when the element is a definition. A pointer has no element
 * children, no text, and exactly the attribute `url_name` (`course`: `url_name`, `org` and `course`).
 */
export function pointerName(element: XmlElement): string | null {
  if (element.name === 'course')
    return isCoursePointer(element) && isEmpty(element)
      ? (element.get('url_name') ?? element.get('slug'))
      : null;
  if (element.attributes.length !== 1) return null;
  const { name } = element.attributes[0]!;
  return (name === 'url_name' || name === 'slug') && isEmpty(element) ? element.get(name) : null;
}

/** Neither attributes nor content: Open edX makes up a name for it and then looks for a file of that name. */
export function isNamelessAndEmpty(element: XmlElement): boolean {
  return element.attributes.length === 0 && isEmpty(element);
}

/** Does the element hold nothing, comments and white space apart? An instruction counts: Open edX takes it for a child. */
export function isEmpty(element: XmlElement): boolean {
  return isHollow(element) && instructionIn(element) === undefined;
}

/** Does the element hold neither elements nor text? */
export function isHollow(element: XmlElement): boolean {
  return element.children.every(
    (child) =>
      child.type !== 'element' &&
      !((child.type === 'text' || child.type === 'cdata') && !isWhiteSpaceText(child.value)),
  );
}

/** The first processing instruction inside an element. */
export function instructionIn(element: XmlElement): XmlInstruction | undefined {
  return element.children.find((child) => child.type === 'instruction');
}

function isCoursePointer(element: XmlElement): boolean {
  const names = element.attributes.map(({ name }) => (name === 'slug' ? 'url_name' : name));
  return names.sort().join() === 'course,org,url_name';
}
