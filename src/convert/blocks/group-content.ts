/** The content of a group, in a form that another block can hold. */

import { visible } from '../../diagnostics/visible.js';
import type { XmlElement } from '../../xml/node.js';
import type { Notes } from '../report/notes.js';
import { excerpt, isStrayText, strayText } from './stray-text.js';

/**
 * Text that is no block first, where Open edX passes over it, then comments and children in their order. Anything else is lost
 * and reported.
 * @example
 * const [child] = await runtime.childrenOf(course, node, 'ada', 'peek');
 * console.log(child.tag, contentOf(course, child.node).html?.includes('<p>')); // → html true
 */
export function contentOf(
  element: XmlElement,
  path: string,
  notes: Notes,
  textOf: (child: XmlElement) => string,
): Content {
  const stray: string[] = [];
  const pieces = element.children.flatMap((node): string[] => {
    if (node.type === 'element' && node.name === 'meta') {
      notes.change('lost', path, 'a <meta> element', node.place);
      return [];
    }
    if (node.type === 'element') return [textOf(node)];
    if (node.type === 'comment') return [node.raw];
    if (isStrayText(node)) {
      notes.change('moved', path, `text that is no block is before the blocks: ${excerpt(node)}`, node.place);
      stray.push(strayText(node));
    } else if (node.type === 'instruction')
      notes.change('lost', path, `an instruction: ${visible(node.raw.slice(0, 60))}`, node.place);
    return [];
  });
  return { stray, pieces };
}

export interface Content {
  readonly stray: readonly string[];
  readonly pieces: readonly string[];
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
