/**
 * The definition of a block, read when it is shown since the course is loaded without its leaves, and source text with
 * line numbers.
 */
import {
  AbtestError,
  type BlockContent,
  type Course,
  type CourseNode,
  contentOf,
  parseXml,
  type XmlElement,
} from '../../index.js';
import { visible } from '../../presentation/group-words.js';
import { type Html, html } from '../../presentation/html.js';

const MOST_LINES = 400;
const MOST_CHARACTERS = 40_000;

/** `null` where the file no longer exists. */
export function definitionOf(course: Course, node: CourseNode): BlockContent | null {
  try {
    return contentOf(course, node);
  } catch (error) {
    if (error instanceof AbtestError) return null;
    throw error;
  }
}

/** The XML of a block; `null` where it cannot be read. An XBlock that Open edX never stores in a file is complete in its parent. */
export function definitionXml(course: Course, node: CourseNode): string | null {
  return definitionOf(course, node)?.xml ?? (node.target === 'unknown' ? (node.pointer?.raw ?? null) : null);
}

/** The root element of a block's definition, if it is well-formed. */
export function rootOf(course: Course, node: CourseNode): XmlElement | undefined {
  const xml = definitionXml(course, node);
  return xml === null ? undefined : parseXml(xml).document?.root;
}

/** @param first the number of the first line */
export function sourceLines(text: string, first = 1): Html {
  const lines = text.slice(0, MOST_CHARACTERS).split(/\r\n?|\n/);
  const shown = lines.slice(0, MOST_LINES);
  const isCut = shown.length < lines.length || text.length > MOST_CHARACTERS;
  return html`<pre class="source" tabindex="0">${shown.map(
    (line, index) =>
      html`<span class="line"><span class="line-number">${first + index}</span>${visible(line)}\n</span>`,
  )}</pre>${isCut && html`<p class="soft">The source is longer; only its first lines are shown.</p>`}`;
}
