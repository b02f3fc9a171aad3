/** The content of a block for a renderer: its XML, its HTML where it has some, and the XML as plain data. */
import { XMLParser } from 'fast-xml-parser';
import { decode } from '../../xml/decode.js';
import type { XmlElement, XmlNode } from '../../xml/node.js';
import { readXml } from '../../xml/parse.js';
import { escapeText } from '../../xml/references.js';
import { MAX_DEPTH } from '../../xml/scan/scanner.js';
import type { Course, CourseNode } from '../course/course.js';
import { leavesItsFolder } from '../course/names.js';

export interface BlockContent {
  /** The defining element as its author wrote it; `null` where there is no definition that can be read. */
  readonly xml: string | null;
  /** The body of an `<html>` block: from the file that it names, or its own content. Foreign text: never trust it. */
  readonly html: string | null;
  /**
   * The XML as fast-xml-parser gives it: an object by tag, attributes with a leading `@`, text under `#text`,
   * repeated tags as lists. For content where the order of different tags matters, use `xml`.
   */
  readonly data: unknown;
}

/**
 * Reads the definition of a node, wherever it lies. Never reaches outside the course.
 * @example
 * const [child] = await runtime.childrenOf(course, node, 'ada', 'peek');
 * console.log(child.tag, contentOf(course, child.node).html?.includes('<p>')); // → html true
 */
export function contentOf(course: Course, node: CourseNode): BlockContent {
  const root = definingElement(course, node);
  if (root === null) return { xml: null, html: null, data: null };
  const xml = root.raw;
  let data: { readonly value: unknown } | undefined;
  return {
    xml,
    html: node.tag === 'html' ? htmlBody(course, root) : null,
    // Few callers need it, and making it takes longer than everything else.
    get data() {
      data ??= { value: plainData(xml) };
      return data.value;
    },
  };
}

/** The element that defines the block, in the source that it was written in; `null` where it cannot be read. */
export function definingElement(course: Course, node: CourseNode): XmlElement | null {
  if (node.element !== null) return node.element;
  if (node.target !== 'found') return null;
  const { files } = course;
  return readXml(files.readQuickly(node.path), files.display(node.path)).document?.root ?? null;
}

/** `<html filename="x"/>` names the file html/x.html; `null` where the body is inside the element. */
export function bodyPath(root: XmlElement): string | null {
  const filename = root.get('filename');
  return filename === null ? null : `html/${filename.replace(/:/g, '/')}.html`;
}

function htmlBody(course: Course, root: XmlElement): string | null {
  const path = bodyPath(root);
  if (path === null) return markupIn(root);
  if (leavesItsFolder(path) || !course.files.has(path)) return null;
  const content = course.files.readQuickly(path);
  return typeof content === 'string' ? content.replace(/^\ufeff/, '') : decode(content).text;
}

/**
 * What Open edX makes of it: the text before anything else is taken as it reads, so that a CDATA section, or `&lt;p&gt;`,
 * is markup there; the rest is XML, where CDATA sections, which HTML does not have, are written as text.
 */
function markupIn({ children }: XmlElement): string {
  const isLead = ({ type }: XmlNode): boolean => type === 'text' || type === 'cdata';
  const first = children.findIndex((each) => !isLead(each));
  const lead = first === -1 ? children : children.slice(0, first);
  return [...lead.map(textOf), ...children.slice(lead.length).map(asXml)].join('');
}

function textOf(node: XmlNode): string {
  return node.type === 'text' || node.type === 'cdata' ? node.value : '';
}

function asXml(node: XmlNode): string {
  if (node.type === 'cdata') return escapeText(node.value);
  if (node.type !== 'element' || node.children.length === 0) return node.raw;
  const { text } = node.context.source;
  const inside = node.children.map(asXml).join('');
  return text.slice(node.start, node.openEnd) + inside + text.slice(node.closeStart, node.end);
}

/** Names such as `__proto__`, which fast-xml-parser refuses, make the data `null`; the XML is there all the same. */
function plainData(xml: string): unknown {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    jPath: false,
    maxNestedTags: MAX_DEPTH,
  });
  try {
    return parser.parse(xml);
  } catch {
    return null;
  }
}
