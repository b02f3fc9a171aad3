/** The blocks inside a group. */
import type { XmlElement } from '../xml/node.js';
import type { Child } from './block.js';
import { nameOf } from './names.js';
import { pointerName } from './pointer.js';

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
