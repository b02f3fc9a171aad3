/** What stands in a group of a block, as another block can hold it. */

import { visible } from '../../diagnostics/visible.js';
import { isBlankText } from '../../xml/characters.js';
import type { XmlElement } from '../../xml/node.js';
import type { Notes } from '../report/notes.js';

/** Comments and children in their order. Text of its own, and anything else that is no block, is lost and reported. */
export function contentOf(
  element: XmlElement,
  path: string,
  notes: Notes,
  textOf: (child: XmlElement) => string,
): string[] {
  return element.children.flatMap((node): string[] => {
    if (node.type === 'element' && node.name === 'meta') {
      notes.change('lost', path, 'a <meta> element', node.place);
      return [];
    }
    if (node.type === 'element') return [textOf(node)];
    if (node.type === 'comment') return [node.raw];
    if ((node.type === 'text' || node.type === 'cdata') && isBlankText(node.value)) return [];
    notes.change('lost', path, `text that is no block: ${visible(node.raw.trim().slice(0, 60))}`, node.place);
    return [];
  });
}

/** Attributes that the other tag has no place for. */
export function loseAttributes(
  element: XmlElement,
  kept: readonly string[],
  path: string,
  notes: Notes,
): void {
  for (const { name, value, place } of element.attributes)
    if (!kept.includes(name))
      notes.change('lost', path, `the attribute ${name}="${visible(value)}" of <${element.name}>`, place);
}
