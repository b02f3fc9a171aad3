/** The blocks inside a group. */
import type { XmlElement } from '../../xml/node.js';
import { nameOf } from '../course/names.js';
import { pointerName } from '../course/pointer.js';
import type { Child } from './block.js';

export function readChildren(parent: XmlElement): Child[] {
  return parent.elements.map(readChild);
}

export function readChild(element: XmlElement): Child {
  return {
    tag: element.name,
    urlName: nameOf(element),
    pointer: pointerName(element) !== null,
    element,
    place: element.tagPlace,
  };
}
