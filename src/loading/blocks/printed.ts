/** An element as lxml prints it, after a parse that drops ignorable white space: what made-up names are hashed from. */
import { isWhiteSpaceText } from '../../xml/characters.js';
import type { XmlElement, XmlNode } from '../../xml/node.js';
import { escapeAttribute, escapeText } from '../../xml/references.js';

interface PrintOptions {
  /** Has the element been printed and parsed before? Then white space of CDATA and references is like any other. */
  readonly again: boolean;
  /** Characters beyond ASCII as numbers: some containers print so. */
  readonly ascii: boolean;
}

/** The element with the text that follows it up to the next node. */
export function printedWithTail(element: XmlElement, options: PrintOptions): string {
  const text =
    print(element, options, inheritedNamespaces(element), true) + escapeText(tailOf(element, options));
  return options.ascii ? text.replace(/[^\x00-\x7f]/gu, (each) => `&#${each.codePointAt(0)};`) : text;
}

/** The inside of an element, printed. */
export function printedInside(element: XmlElement, options: PrintOptions): string {
  return kept(element.children, options)
    .map((node) => printNode(node, options))
    .join('');
}

const NO_TAILS: ReadonlyMap<XmlNode, XmlNode> = new Map();

/** The text after each element child that makes it unreadable: what is not white space, up to the next node. */
export function strayTails(element: XmlElement): ReadonlyMap<XmlNode, XmlNode> {
  let found: Map<XmlNode, XmlNode> | undefined;
  let last: XmlNode | undefined;
  for (const node of element.children) {
    if (!isText(node)) last = node;
    else if (last !== undefined && !found?.has(last) && !isWhiteSpaceText(node.value)) {
      found ??= new Map();
      found.set(last, node);
    }
  }
  return found ?? NO_TAILS;
}

/** The attribute that the container takes off its children before it prints them. */
const FAMILY = 'xblock-family';

function print(element: XmlElement, options: PrintOptions, inherited = '', isOuter = false): string {
  const namespaces = element.attributes.filter((each) => isNamespace(each.name));
  const others = element.attributes.filter(({ name }) => !isNamespace(name) && !(isOuter && name === FAMILY));
  const written = (list: typeof others) =>
    list.map((each) => ` ${each.name}="${escapeAttribute(each.value)}"`).join('');
  const open = `<${element.name}${written(namespaces)}${inherited}${written(others)}`;
  const inside = printedInside(element, options);
  return inside === '' ? `${open}/>` : `${open}>${inside}</${element.name}>`;
}

function printNode(node: XmlNode, options: PrintOptions): string {
  if (node.type === 'element') return print(node, options);
  return isText(node) ? escapeText(node.value) : node.raw.replace(/\r\n?/g, '\n');
}

/** Declarations of the elements around, nearest first, that the element does not make itself. */
function inheritedNamespaces(element: XmlElement): string {
  const known = new Set(element.attributes.map(({ name }) => name));
  let text = '';
  for (let outer = element.parent; outer !== null; outer = outer.parent) {
    for (const { name, value } of outer.attributes) {
      if (!isNamespace(name) || known.has(name)) continue;
      known.add(name);
      text += ` ${name}="${escapeAttribute(value)}"`;
    }
  }
  return text;
}

function tailOf(element: XmlElement, options: PrintOptions): string {
  return element.parent === null ? '' : (tailsIn(element.parent, options).get(element) ?? '');
}

/** Of the elements that had their tails asked for, all tails at once: an element has thousands of children at times. */
const tails = [
  new WeakMap<XmlElement, Map<XmlNode, string>>(),
  new WeakMap<XmlElement, Map<XmlNode, string>>(),
];

function tailsIn(parent: XmlElement, options: PrintOptions): ReadonlyMap<XmlNode, string> {
  const known = tails[Number(options.again)]!.get(parent);
  if (known !== undefined) return known;
  const found = new Map<XmlNode, string>();
  let last: XmlNode | undefined;
  for (const node of kept(parent.children, options)) {
    if (!isText(node)) last = node;
    else if (last !== undefined) found.set(last, (found.get(last) ?? '') + node.value);
  }
  tails[Number(options.again)]!.set(parent, found);
  return found;
}

/** libxml2 drops white space that is not an element's only content and has no text before it or at the start. */
function kept(children: readonly XmlNode[], options: PrintOptions): XmlNode[] {
  const nodes: XmlNode[] = [];
  children.forEach((node, index) => {
    const isWhiteSpace =
      isText(node) && isWhiteSpaceText(options.again || node.type === 'cdata' ? node.value : node.raw);
    if (isWhiteSpace && (options.again || node.type === 'text')) {
      const isAlone = nodes.length === 0 && index === children.length - 1;
      const nextIsText = isText(children[index + 1]);
      if (!isAlone && !nextIsText && !isText(nodes.at(-1)) && !isText(nodes[0])) return;
    }
    nodes.push(node);
  });
  return nodes;
}

function isText(node: XmlNode | undefined): node is Extract<XmlNode, { type: 'text' | 'cdata' }> {
  return node?.type === 'text' || node?.type === 'cdata';
}

function isNamespace(name: string): boolean {
  return name === 'xmlns' || name.startsWith('xmlns:');
}
