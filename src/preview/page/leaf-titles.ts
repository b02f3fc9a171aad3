/** What leaves are called, by files that the course was read without: each is looked up once. */
import {
  AbtestError,
  type Course,
  type CourseNode,
  definitionPath,
  parseXml,
  type XmlDocument,
} from '../../index.js';
import { definitionOf } from '../content/content-source.js';
import { textOfMarkup } from '../content/content-text.js';

/** What may stand before the root element; then its start tag. */
const START_TAG =
  /^\ufeff?\s*(?:(?:<\?[^>]*>|<!--(?:(?!-->)[\s\S]){0,2000}-->)\s*)*<[^\s<>/]+((?:\s+[^\s=<>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)/;

/** Markup in which the first words are looked for, and letters of them. */
const LOOKED_AT = 4000;
const MOST_LETTERS = 48;

export class LeafTitles {
  readonly #course: Course;
  readonly #known = new Map<CourseNode, string | null>();
  readonly #madeUp = new Map<CourseNode, string>();

  constructor(course: Course) {
    this.#course = course;
  }

  of(node: CourseNode): string | null {
    if (node.element !== null || node.target !== 'found') return null;
    // A block whose file cannot be read stands in the file that points to it.
    if (!node.path.endsWith(definitionPath(node.tag, node.urlName ?? ''))) return null;
    let title = this.#known.get(node);
    if (title === undefined) {
      title = this.#read(node);
      this.#known.set(node, title);
    }
    return title;
  }

  /** For a block that nobody gave a name: the first words of a text; of anything else a number that is short enough to say. */
  madeUp(node: CourseNode): string {
    let name = this.#madeUp.get(node);
    if (name === undefined) {
      name = this.#firstWords(node) || `unnamed ${node.urlName?.slice(0, 6)}`;
      this.#madeUp.set(node, name);
    }
    return name;
  }

  #firstWords(node: CourseNode): string {
    if (node.tag !== 'html' || node.target !== 'found') return '';
    const text = textOfMarkup(definitionOf(this.#course, node)?.html?.slice(0, LOOKED_AT) ?? '');
    const words = text.replace(/\s+/g, ' ').slice(0, MOST_LETTERS + 1);
    return words.length <= MOST_LETTERS
      ? words
      : `${words.replace(/\s?\S*$/, '') || words.slice(0, MOST_LETTERS)}…`;
  }

  #read({ path }: CourseNode): string | null {
    const { files } = this.#course;
    try {
      const content = files.readQuickly(path);
      // Bytes: their encoding is not the usual one, or is wrong.
      if (typeof content !== 'string') return titleOf(parseXml(content).document);
      const attributes = START_TAG.exec(content)?.[1] ?? '';
      return attributes.includes('display_name') ? titleOf(parseXml(`<x${attributes}/>`).document) : null;
    } catch (error) {
      // It was there when the course was read; the change that took it away is shown in a moment.
      if (error instanceof AbtestError) return null;
      throw error;
    }
  }
}

function titleOf(document: XmlDocument | undefined): string | null {
  return document?.root.get('display_name') || null;
}
