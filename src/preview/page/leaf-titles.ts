/** The titles of leaves, from files that are not loaded with the course: each is read once. */
import {
  AbtestError,
  type Course,
  type CourseNode,
  displayNameOf,
  parseXml,
  type XmlDocument,
} from '../../index.js';
import { definitionPath } from '../../internal/content.js';
import { definitionOf } from '../content/content-source.js';
import { textOfMarkup } from '../content/content-text.js';
import { kindWord } from '../differs/words.js';

/** Text that may precede the root element, followed by its start tag. */
const START_TAG =
  /^\ufeff?\s*(?:(?:<\?[^>]*>|<!--(?:(?!-->)[\s\S]){0,2000}-->)\s*)*<[^\s<>/]+((?:\s+[^\s=<>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)/;

/** The length of markup that is searched for the first words. */
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
    // A block whose file cannot be read is in the file that points to it.
    if (!node.path.endsWith(definitionPath(node.tag, node.urlName ?? ''))) return null;
    let title = this.#known.get(node);
    if (title === undefined) {
      title = this.#read(node);
      this.#known.set(node, title);
    }
    return title;
  }

  /**
   * The name of an unnamed block: the first words of a text; for any other block its kind with the name of its unit, or a
   * number that is short enough to read.
   */
  madeUp(node: CourseNode): string {
    let name = this.#madeUp.get(node);
    if (name === undefined) {
      const { urlName, tag } = node;
      name =
        this.#firstWords(node) ||
        this.#inUnit(node) ||
        (urlName === null ? tag : `unnamed ${urlName.slice(0, 6)}`);
      this.#madeUp.set(node, name);
    }
    return name;
  }

  /** `problem 2 in “Unit”`: the number tells several nameless blocks of a kind apart. */
  #inUnit(node: CourseNode): string | null {
    const [parent] = node.parents;
    const unit = parent && displayNameOf(this.#course, parent);
    if (!unit) return null;
    const alike = parent.children.filter(
      ({ tag, urlName }) => tag === node.tag && (urlName === null || isMachineName(urlName)),
    );
    const nameless = alike.filter((each) => !displayNameOf(this.#course, each) && this.of(each) === null);
    const number = nameless.length > 1 ? ` ${nameless.indexOf(node) + 1}` : '';
    return `${kindWord(node.tag)}${number} in “${unit}”`;
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
      // Bytes: their encoding is unusual or wrong.
      if (typeof content !== 'string') return titleOf(parseXml(content).document);
      const attributes = START_TAG.exec(content)?.[1] ?? '';
      return attributes.includes('display_name') ? titleOf(parseXml(`<x${attributes}/>`).document) : null;
    } catch (error) {
      // The file existed when the course was loaded; the change that removed it is shown in a moment.
      if (error instanceof AbtestError) return null;
      throw error;
    }
  }
}

/** Studio generates hexadecimal names, which people cannot tell apart. */
export function isMachineName(urlName: string | null): boolean {
  return /^[0-9a-f]{32}$/.test(urlName ?? '');
}

function titleOf(document: XmlDocument | undefined): string | null {
  return document?.root.get('display_name') || null;
}
