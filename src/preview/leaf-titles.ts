/** The display names of leaves, which stand in files that the course was read without: each is looked up once. */
import {
  AbtestError,
  type Course,
  type CourseNode,
  definitionPath,
  parseXml,
  type XmlDocument,
} from '../index.js';

/** What may stand before the root element; then its start tag. */
const START_TAG =
  /^\ufeff?\s*(?:(?:<\?[^>]*>|<!--(?:(?!-->)[\s\S]){0,2000}-->)\s*)*<[^\s<>/]+((?:\s+[^\s=<>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)/;

export class LeafTitles {
  readonly #course: Course;
  readonly #known = new Map<CourseNode, string | null>();

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
