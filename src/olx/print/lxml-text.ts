/** An element as Open edX's XML library printed it: what the made-up names of nameless blocks are hashed from. */
import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { isWhiteSpaceText } from '../../xml/characters.js';
import type { XmlElement, XmlNode } from '../../xml/node.js';
import { escapeAttribute, escapeText } from '../../xml/references.js';

/** The name that Open edX makes up: the tag and the first 12 hex digits of the SHA-1 of the printed element. */
export function madeUpName(element: XmlElement): string {
  return `${element.name}_${shortHash(lxmlText(element))}`;
}

/** The first 12 hex digits of the SHA-1 of a text. */
export function shortHash(text: string): string {
  return bytesToHex(sha1(new TextEncoder().encode(text))).slice(0, 12);
}

/**
 * The element in ASCII as lxml prints it after a parse without comments and ignorable white space: CDATA merged into
 * text, `<x/>` for empty elements, character numbers for everything that is not ASCII.
 * @tested Beside lxml itself: a hash does not show what differs.
 */
export function lxmlText(element: XmlElement): string {
  return ascii(print(element));
}

function print(element: XmlElement): string {
  const namespaces = element.attributes.filter((each) => isNamespace(each.name));
  const others = element.attributes.filter((each) => !isNamespace(each.name));
  const attributes = [...namespaces, ...others].map(
    (each) => ` ${each.name}="${escapeAttribute(each.value)}"`,
  );
  const open = `<${element.name}${attributes.join('')}`;
  const content = keptChildren(element.children).map(printNode).join('');
  return content === '' ? `${open}/>` : `${open}>${content}</${element.name}>`;
}

function printNode(node: XmlNode): string {
  if (node.type === 'element') return print(node);
  if (node.type === 'text' || node.type === 'cdata') return escapeText(node.value);
  return node.raw;
}

/** Comments go; blank text goes where libxml2 takes it for ignorable: no text before it, and not an element's only content. */
function keptChildren(children: readonly XmlNode[]): XmlNode[] {
  const kept: XmlNode[] = [];
  children.forEach((node, index) => {
    if (node.type === 'comment') return;
    if (node.type === 'text' && isWhiteSpaceText(node.raw)) {
      const isAlone = kept.length === 0 && index === children.length - 1;
      const followsText = isText(kept.at(-1)) || isText(kept[0]);
      if (!isAlone && !followsText) return;
    }
    kept.push(node);
  });
  return kept;
}

function isText(node: XmlNode | undefined): boolean {
  return node?.type === 'text' || node?.type === 'cdata';
}

function isNamespace(name: string): boolean {
  return name === 'xmlns' || name.startsWith('xmlns:');
}

function ascii(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`);
}
