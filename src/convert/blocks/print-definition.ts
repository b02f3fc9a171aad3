/** The files that a conversion prints, as Open edX's exporter would: blocks, units, usage keys. */
import type { DefinitionNames } from '../../olx/block/definition.js';
import { printElement, type Skeleton } from '../../olx/print/print-block.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';

/** The usage key of a child, in the deprecated form that exports hold. */
export function keyOfChild({ org, course }: DefinitionNames, tag: string, name: string): string {
  return `i4x://${org ?? 'org'}/${course ?? 'course'}/${tag}/${name}`;
}

/**
 * An attribute of an abtest that was a split_test: the group ids in the order of its map, where that is not the order of the
 * partition. Open edX passes over it; the way back needs it.
 */
export const MAP_ORDER = 'group_id_order';

export type Attribute = readonly [name: string, value: string];

/** The attributes of a block that stay as they are: `first` apart, by name. */
export function otherAttributes(element: XmlElement, without: readonly string[]): Attribute[] {
  const kept = element.attributes.filter(({ name }) => !without.includes(name));
  const own = kept.filter(({ name }) => name === 'display_name');
  const others = kept
    .filter(({ name }) => name !== 'display_name')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...own, ...others].map(({ name, value }) => [name, value]);
}

export function print(name: string, attributes: readonly Attribute[], content: readonly Skeleton[]): string {
  return printElement({ name, attributes, content });
}

/** The text around the old root element, mostly comments, stays around the new one. */
export function printFile(document: XmlDocument, element: string): Uint8Array {
  const around = document.children.map((node) => {
    if (node === document.root) return element;
    if (node.type === 'comment') return node.raw;
    return node.type === 'instruction' && node.target !== 'xml' ? node.raw : '';
  });
  return Buffer.from(`${around.filter((text) => text !== '').join('\n')}\n`);
}
