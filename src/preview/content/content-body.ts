/** The body of a content frame: foreign HTML, a problem as a form, or nothing. */
import { type CourseNode, parseXml } from '../../index.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { problemForm } from './content-problem.js';
import { definitionOf } from './content-source.js';
import { textOfMarkup } from './content-text.js';

/** Markup for a sandboxed frame, never for the page itself; `null` for blocks that are shown in other ways. */
export function frameBody(preview: PreviewCourse, node: CourseNode): string | null {
  const content = definitionOf(preview.course, node);
  if (content?.xml === null || content === null) return null;
  if (node.tag === 'html') return content.html;
  if (node.tag !== 'problem') return null;
  const { document } = parseXml(content.xml);
  return document === undefined ? null : problemForm(document.root).text;
}

/** A key that is equal for two blocks with the same content: their sources, without names of blocks. */
export function sourceKey(preview: PreviewCourse, node: CourseNode): string {
  return sources(preview, node, new Set()).join('\n');
}

function sources(preview: PreviewCourse, node: CourseNode, met: Set<CourseNode>): string[] {
  if (met.has(node)) return [];
  met.add(node);
  const own = node.children.length > 0 ? [node.tag] : [leafKey(preview, node)];
  return [...own, ...node.children.flatMap((child) => sources(preview, child, met))];
}

function leafKey(preview: PreviewCourse, node: CourseNode): string {
  const content = definitionOf(preview.course, node);
  const markup = content?.html ?? content?.xml ?? node.target;
  const unnamed = markup.replace(
    /^(<[^\s/>]+)((?:[^<>"']|"[^"]*"|'[^']*')*)/,
    (_, tag: string, rest: string) => {
      return tag + rest.replace(/\s(url_name|filename|slug)\s*=\s*("[^"]*"|'[^']*')/g, '');
    },
  );
  return `${node.tag} ${unnamed.replace(/\s+/g, ' ').trim()}`;
}

/** The text that a reader would read, children included, with each block headed by its given name. */
export function readableText(preview: PreviewCourse, node: CourseNode, met = new Set<CourseNode>()): string {
  if (met.has(node)) return '';
  met.add(node);
  const body = node.children.length > 0 ? null : frameBody(preview, node);
  const own = body === null ? leafText(preview, node) : textOfMarkup(body);
  return [
    preview.titleOf(node) ?? '',
    own,
    ...node.children.map((child) => readableText(preview, child, met)),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

/** The settings of blocks without text, one per line. */
function leafText(preview: PreviewCourse, node: CourseNode): string {
  if (node.children.length > 0) return '';
  const { xml } = definitionOf(preview.course, node) ?? { xml: null };
  const root = xml === null ? undefined : parseXml(xml).document?.root;
  if (root === undefined) return '';
  const settings = root.attributes.filter(
    ({ name }) => !/^(url_name|filename|slug|display_name)$/.test(name),
  );
  return [...settings.map(({ name, value }) => `${name}: ${value}`), textOfMarkup(root.raw)]
    .filter(Boolean)
    .join('\n');
}
