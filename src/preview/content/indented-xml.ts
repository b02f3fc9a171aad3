/** XML as a reader wants it: each element on its own line where only elements are in it. Never written to a file. */
import type { XmlElement } from '../../index.js';

/** A start tag that is longer has each attribute on its own line. */
const LONGEST_TAG = 100;
/** Deeper elements are left as they are written. */
const DEEPEST = 60;

/** An element that also holds text is left as it is written, since spaces count there. */
export function indentedXml(root: XmlElement): string {
  return linesOf(root, '').join('\n');
}

function linesOf(element: XmlElement, indent: string): string[] {
  const inner = element.children.filter((child) => child.type !== 'text' || child.value.trim() !== '');
  const holdsText = inner.some(({ type }) => type === 'text' || type === 'cdata');
  if (holdsText || indent.length > DEEPEST * 2) return [indent + element.raw];
  const attributes = element.attributes.map(({ name, value }) => `${name}="${escaped(value)}"`);
  const flat = [element.name, ...attributes].join(' ');
  const start = flat.length <= LONGEST_TAG ? flat : [element.name, ...attributes].join(`\n${indent}    `);
  if (inner.length === 0) return [`${indent}<${start}/>`];
  const lines = inner.flatMap((child) =>
    child.type === 'element' ? linesOf(child, `${indent}  `) : [`${indent}  ${child.raw}`],
  );
  return [`${indent}<${start}>`, ...lines, `${indent}</${element.name}>`];
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
