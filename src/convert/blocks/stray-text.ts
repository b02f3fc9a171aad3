/** Text between blocks: Open edX drops the block before it, so it is moved in front of the first block, where it does no harm. */
import { visible } from '../../diagnostics/visible.js';
import { isWhiteSpaceText } from '../../xml/characters.js';
import type { Change } from '../../xml/edit.js';
import type { XmlCdata, XmlElement, XmlNode, XmlText } from '../../xml/node.js';
import type { Notes } from '../report/notes.js';

export function isStrayText(node: XmlNode): node is XmlText | XmlCdata {
  return (node.type === 'text' || node.type === 'cdata') && !isWhiteSpaceText(node.value);
}

/** What is not white space; a CDATA section as a whole. */
export function strayText(node: XmlText | XmlCdata): string {
  return node.type === 'cdata' ? node.raw : node.raw.trim();
}

/** A piece of text as the report shows it. */
export function excerpt(node: XmlText | XmlCdata): string {
  return visible(strayText(node).slice(0, 60));
}

/** The changes that move the text of one container; none where there is no text after a block. */
export function movedText(element: XmlElement, path: string, notes: Notes): Change[] {
  const first = element.elements[0];
  if (first === undefined) return [];
  const stray = element.children.filter(isStrayText).filter(({ start }) => start > first.start);
  if (stray.length === 0) return [];
  for (const node of stray) {
    const message = `text after a block is before the first one now: ${excerpt(node)}`;
    notes.change('moved', path, message, node.place);
  }
  const front = element.context.source.text.slice(element.openEnd, first.start);
  const gap = /\S$/.test(front) ? ' ' : '';
  const lineStart = /\s*$/.exec(front)![0];
  const text = gap + stray.map(strayText).join(' ') + (lineStart.includes('\n') ? lineStart : '');
  const removed = stray.map((node): Change => {
    const blanks = node.type === 'cdata' ? '' : node.raw.replace(strayText(node), '');
    return { start: node.start, end: node.end, text: blanks };
  });
  return [{ start: first.start, end: first.start, text }, ...removed];
}
